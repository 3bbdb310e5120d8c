import type { Catalogue, Contract } from '../../spec/index.ts';
import type { Check } from './check.ts';
import { catalogueCoverage } from './covered.ts';
import { crudChecks, readableChecks } from './crud.ts';
import { invalidFieldChecks } from './invalid-fields.ts';
import { lastingClaims } from './lasting-claims.ts';
import { manyItems } from './many-items.ts';
import { omittedListChecks } from './omitted-list.ts';
import { otherWayChecks } from './other-ways.ts';
import { raceChecks } from './races.ts';
import { referenceChecks } from './references.ts';
import { sameValueChecks } from './same-value.ts';
import { similarValueChecks } from './similar-values.ts';
import { uniqueChecks } from './unique.ts';
import { unknownItemChecks } from './unknown-items.ts';

/** Returns the checks in code: those that a case of the catalogue cannot express, or does not make. */
export function checksInCode(
  contract: Contract,
  catalogue: Pick<Catalogue, 'cases' | 'identifiers'>,
): Check[] {
  const { resources } = contract;
  const coverage = catalogueCoverage(catalogue);
  return [
    ...crudChecks(resources, coverage),
    ...otherWayChecks(resources, coverage),
    ...readableChecks(contract),
    ...invalidFieldChecks(resources, coverage),
    ...unknownItemChecks(resources, coverage),
    ...uniqueChecks(resources, catalogue),
    ...referenceChecks(resources, coverage),
    ...omittedListChecks(contract),
    ...sameValueChecks(contract),
    ...similarValueChecks(contract),
    ...manyItems(contract),
    ...raceChecks(contract),
    ...lastingClaims(contract),
  ];
}
