import { responseCheckId, responsePromises } from '../checks/response-watch.ts';
import { headingOf } from '../exploration/explore.ts';
import { keyFieldsOf } from '../model/key-fields.ts';
import { assertPactInstalled } from '../pact/index.ts';
import { readPacts } from '../pact/pact-file.ts';
import type { Result } from '../report/report.ts';
import { pactsOfRun } from './broker.ts';
import { loadAll } from './load-contract.ts';
import { readTestData, settleOptions, type VerifyOptions } from './options.ts';
import { allChecks, includes, selectChecks } from './selection.ts';

/** A result that a run is to have. */
export type PlannedResult = Pick<Result, 'id' | 'layer' | 'says'>;

/**
 * Lists the results that a verification is to have, in the order of its layers, without sending
 * anything to the provider. A run may have more, such as what a refused request left behind.
 * @throws as `verify` does
 */
export async function plannedResults(given: VerifyOptions): Promise<PlannedResult[]> {
  const options = settleOptions(given);
  const { contract, catalogue } = await loadAll(options.spec);
  readTestData(catalogue.identifiers, options.testData);
  const checks = selectChecks(allChecks(contract, catalogue), options.checks);
  const ofResponses = Object.entries(responsePromises)
    .map(([promise, says]) => ({ id: responseCheckId(promise), says }))
    .filter(({ id }) => options.checks.length === 0 || options.checks.includes(id));
  const { pacts } = await pactsOfRun(options);
  assertPactInstalled(pacts);
  const explored = contract.resources.filter(
    (one) =>
      keyFieldsOf({ contract, catalogue }, one).length > 0 &&
      (options.replay?.collection ?? one.collection) === one.collection,
  );
  return [
    ...readPacts(pacts).map(({ id, says }) => ({ id, says, layer: 'pact' as const })),
    ...[...checks, ...ofResponses].map(({ id, says }) => ({ id, says, layer: 'checks' as const })),
    ...explored.map((one) => ({ ...headingOf(one), layer: 'exploration' as const })),
  ].filter(({ layer }) => includes(options, layer));
}
