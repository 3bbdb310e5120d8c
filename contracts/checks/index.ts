import type { Contract } from '../../spec/index.ts';
import type { Check } from './check.ts';
import { lastingClaims } from './lasting-claims.ts';
import { manyItems } from './many-items.ts';
import { omittedListChecks } from './omitted-list.ts';
import { raceChecks } from './races.ts';
import { sameValueChecks } from './same-value.ts';
import { similarValueChecks } from './similar-values.ts';

/** Returns the checks in code: those that a case of the catalogue cannot express. */
export function checksInCode(contract: Contract): Check[] {
  return [
    ...omittedListChecks(contract),
    ...sameValueChecks(contract),
    ...similarValueChecks(contract),
    ...manyItems(contract),
    ...raceChecks(contract),
    ...lastingClaims(contract),
  ];
}
