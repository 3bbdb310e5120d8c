import {
  actionOf,
  formatPointer,
  type Operation,
  parsePointer,
  type Resource,
} from '../../spec/index.ts';
import type { Check } from '../checks/check.ts';
import { slugOf } from '../checks/on-item.ts';
import { keyFieldsOf } from '../model/key-fields.ts';
import { rowName } from '../model/operations.ts';
import type { Observer, Provider } from '../provider/provider.ts';
import { noBody } from '../provider/request-body.ts';
import { triesRule } from '../provider/tried-rule.ts';
import type { CoverageRow, DoubtAnswer, Result } from '../report/report.ts';
import type { SettledOptions } from './options.ts';

/** What a run did, by which coverage is told. */
export interface Ran {
  readonly provider: Provider;
  readonly options: SettledOptions;
  /** Every check that there is. */
  readonly checks: readonly Check[];
  readonly results: readonly Result[];
  readonly doubts: readonly DoubtAnswer[];
  /** How often each operation was called. */
  readonly calls: ReadonlyMap<Operation, number>;
}

/** Counts the calls of each operation, apart from cleaning up. */
export function countCalls(): {
  readonly calls: Map<Operation, number>;
  readonly observer: Observer;
} {
  const calls = new Map<Operation, number>();
  return {
    calls,
    observer({ operation, note }) {
      if (note !== 'cleaning up') calls.set(operation, (calls.get(operation) ?? 0) + 1);
    },
  };
}

/** Whether the caller asked for a part of the promises only. */
export function isLimited({ checks, only, replay }: SettledOptions): boolean {
  return checks.length > 0 || replay !== undefined || only === 'pact' || only === 'exploration';
}

/** Tells of every operation, rule, promise and doubt how often it was tried, or why it was not. */
export function coverageOf(ran: Ran): CoverageRow[] {
  const { contract, catalogue } = ran.provider;
  return [
    ...contract.operations
      .flatMap((one) => (one.variants.length > 0 ? one.variants : [one]))
      .map((one) => operationRow(ran, one)),
    ...contract.resources.flatMap((one) => [...ruleRows(ran, one), ...immutableRows(ran, one)]),
    ...catalogue.promises.map(({ id }) => {
      const about = ran.checks.filter(({ promises }) => promises.includes(id));
      return row(ran, 'promise', id, about, 'No check tries it.');
    }),
    ...contract.doubts.map(({ id }) => {
      const { answers: said = [], positions = [] } =
        ran.doubts.find((one) => one.doubt === id) ?? {};
      const answers = said.length || positions.length;
      const about = ran.checks.filter(({ doubt }) => doubt === id);
      return row(ran, 'doubt', id, about, 'Nothing that came showed it.', answers);
    }),
  ];
}

/** A row for something that checks try: how many came to a result, or why none did. */
function row(
  { options, results }: Ran,
  kind: CoverageRow['kind'],
  name: string,
  about: readonly Check[],
  otherwise: string,
  besides = 0,
): CoverageRow {
  const ids = new Set(about.map(({ id }) => id));
  const own = results.filter(({ id }) => ids.has(id));
  const judged = own.filter(({ outcome }) => outcome !== 'skipped' && outcome !== 'inconclusive');
  const tried = judged.length > 0 ? judged.length : besides;
  if (tried > 0) return { kind, name, tried };
  const reason = own.find(({ message }) => message !== undefined)?.message;
  return { kind, name, tried, reason: reason ?? (isLimited(options) ? notAsked : otherwise) };
}

const lacking = 'The provider does not have it, and it is optional.';
const notAsked = 'This run was asked for other checks.';

function operationRow(ran: Ran, operation: Operation): CoverageRow {
  const name = rowName(operation);
  const { provider, options, calls } = ran;
  const tried = provider.missingOperations.has(operation) ? 0 : (calls.get(operation) ?? 0);
  const about = { kind: 'operation', name, tried } as const;
  if (tried > 0) return about;
  const { resource } = actionOf(provider.contract, operation) ?? {};
  const reason = () => {
    if (provider.missingOperations.has(operation)) return lacking;
    if (provider.unbuildable.has(operation)) return noBody(operation);
    const why = provider.contract.stateless.find((one) => one.operation === operation)?.why;
    if (why !== undefined) return `Nothing stored can be compared with it: ${why}.`;
    if (resource === undefined) return 'It belongs to no resource: nothing says what it does.';
    const ids = ran.checks.flatMap(({ id, operations }) =>
      operations?.includes(operation) ? id : [],
    );
    const skipped = ran.results.find(
      ({ id, message }) => message !== undefined && ids.includes(id),
    );
    const problem = skipped?.message ?? provider.unusable.get(resource)?.message;
    if (problem !== undefined) return problem;
    if (isLimited(options)) return notAsked;
    if (resource.actions.add !== undefined) return 'No check tries it.';
    return `Nothing can be added to ${resource.collection}, and no test data names an item.`;
  };
  return { ...about, reason: reason() };
}

function ruleRows(ran: Ran, resource: Resource): CoverageRow[] {
  const { provider, checks, results } = ran;
  const cases = new Map(provider.catalogue.cases.map((one) => [one.id, one]));
  const explored = keyFieldsOf(provider, resource).map(({ steps }) => formatPointer(steps));
  return resource.unique.map((rule) => {
    const about = checks.filter(({ id, rule: named }) => {
      const one = cases.get(id);
      return named === rule.name || (one !== undefined && triesRule(one, resource, rule));
    });
    const reached = rule.by.some((steps) => explored.includes(formatPointer(steps)));
    const sequences = reached ? exploredIn(results, resource) : 0;
    const otherwise = 'It needs test data for its fields, and there is none.';
    return row(ran, 'rule', rule.name, about, otherwise, sequences);
  });
}

function immutableRows(ran: Ran, resource: Resource): CoverageRow[] {
  const { name } = resource.identity;
  const { edit } = resource.actions;
  const fields = resource.immutable.filter((pointer) => pointer !== formatPointer([name]));
  return fields.map((pointer) => {
    const about = ran.checks.filter(
      ({ id, operations }) => id.startsWith('immutable-') && edit && operations?.includes(edit),
    );
    const reached = parsePointer(pointer).length === 1 ? about : [];
    const label = `${resource.collection}${pointer} is immutable`;
    const otherwise = 'It needs an edit that can send it, and a value other than the test data.';
    return row(ran, 'rule', label, reached, otherwise, exploredIn(ran.results, resource));
  });
}

function exploredIn(results: readonly Result[], resource: Resource): number {
  const id = `exploration${slugOf(resource)}`;
  const judged = (one: Result) => one.outcome === 'kept' || one.outcome === 'broken';
  return results.filter((one) => one.id === id && judged(one)).length;
}

// The list of what was not tried names all.
const mostNames = 4;

/** Says in half a sentence what was not tried; undefined if everything was. */
export function notTried(rows: readonly CoverageRow[]): string | undefined {
  const parts = (['operation', 'rule', 'promise'] as const).flatMap((kind) => {
    const all = rows.filter((one) => one.kind === kind && one.reason !== lacking);
    const names = all.filter(({ tried }) => tried === 0).map(({ name }) => name);
    if (names.length === 0) return [];
    const isLong = kind === 'operation' && names.length > mostNames;
    const list = isLong ? '' : `: ${names.join(', ')}`;
    return `${names.length} of ${all.length} ${kind}s not tried${list}`;
  });
  return parts.length === 0 ? undefined : parts.join('; ');
}
