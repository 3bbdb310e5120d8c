import { type Catalogue, type Contract, Misuse, ownContract } from '../../spec/index.ts';
import { checkOfCase } from '../checks/case-check.ts';
import type { Check } from '../checks/check.ts';
import { checksInCode } from '../checks/index.ts';
import { responseCheckId, responsePromises } from '../checks/response-watch.ts';
import { collectPacts, ownPacts, type PactDocument } from '../pact/index.ts';
import type { Layer } from '../report/report.ts';
import type { SettledOptions } from './options.ts';

/** Returns every check of a contract: the cases of its catalogue, and the checks in code. */
export function allChecks(contract: Contract, catalogue: Catalogue): Check[] {
  const { cases, promises } = catalogue;
  const named = (id: string) =>
    promises.filter(({ checks }) => checks.some((one) => id.startsWith(one))).map((one) => one.id);
  const inCode = checksInCode(contract, catalogue).map((check) => ({
    ...check,
    promises: [...check.promises, ...named(check.id)],
  }));
  return [...cases.map((one) => checkOfCase(contract, one)), ...inCode];
}

/**
 * Returns the checks with these ids, or all if there are none.
 * @throws Misuse for an id that no check has
 */
export function selectChecks(checks: readonly Check[], ids: readonly string[]): readonly Check[] {
  const ofResponses = Object.keys(responsePromises).map(responseCheckId);
  const known = new Set([...checks.map(({ id }) => id), ...ofResponses]);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new Misuse(`There is no check "${unknown}"; \`npm run checks\` lists them all.`);
  }
  return ids.length === 0 ? checks : checks.filter(({ id }) => ids.includes(id));
}

/** Whether a run has a layer. With `--check` it has the checks alone, with `--replay` the exploration. */
export function includes({ only, replay, checks }: SettledOptions, layer: Layer): boolean {
  if (checks.length > 0 && layer !== 'checks') return false;
  if (replay !== undefined) return layer === 'exploration';
  return only === undefined || only === layer;
}

/**
 * Reads the pacts that a run replays; the built-in ones are about this project's own contract.
 * @throws ContractDefect if one cannot be read
 */
export async function pactsOf(options: SettledOptions): Promise<PactDocument[]> {
  if (!includes(options, 'pact')) return [];
  const { pacts = [], ownPacts: all = true, spec } = options;
  return collectPacts([...(all && spec === ownContract ? [ownPacts] : []), ...pacts], options);
}

/** How long a run explores; alone, the exploration gets more time. */
export function explorationLimits({ only, runs, time, requests }: SettledOptions) {
  const alone = only === 'exploration';
  return {
    runs: runs ?? (alone ? 1_000 : 100),
    time: time ?? (alone ? 15_000 : 1_500),
    requests: requests ?? Number.POSITIVE_INFINITY,
  };
}
