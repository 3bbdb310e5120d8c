import type { OperationView } from '../../control/contract-view.ts';
import { containsWords } from '../data/search.ts';

/** Operations under one heading; an empty tag is that of operations without one. */
export interface OperationGroup {
  readonly tag: string;
  readonly operations: readonly OperationView[];
}

/** The operations that have all words of a search, by their first tag, those without a tag last. */
export function groupOperations(
  operations: readonly OperationView[],
  search: string,
): OperationGroup[] {
  const found = operations.filter(({ id, method, path, summary, tags }) =>
    containsWords([id, method, path, summary, ...tags].join(' ').toLowerCase(), search),
  );
  const groups = [...Map.groupBy(found, ({ tags }) => tags[0] ?? '')];
  return groups
    .map(([tag, all]) => ({ tag, operations: all }))
    .sort((one, other) => Number(one.tag === '') - Number(other.tag === ''));
}
