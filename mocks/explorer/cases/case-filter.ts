import { computed, signal } from '@preact/signals';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { containsWords } from '../data/search.ts';
import { doubtOf, isOrVariesFrom, operationOf, operationTitle, pageOf } from '../data/session.ts';
import { catalogue, stepsOf } from './catalogue.ts';
import { resultOf, type Verdict } from './runs.ts';

/** What the cases are grouped by. */
export type Grouping = 'row' | 'promise' | 'doubt' | 'operation';

/** Limits the listed cases; an empty field limits nothing. */
export interface CaseFilter {
  readonly text: string;
  readonly operation: string;
  readonly doubt: string;
  readonly promise: string;
  readonly verdict: Verdict | '';
}

/** A group of cases. */
export interface CaseGroup {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly cases: readonly ShownCase[];
}

type Heading = Pick<CaseGroup, 'title' | 'description'>;

/** A filter that matches all cases. */
export const anyCase: CaseFilter = { text: '', operation: '', doubt: '', promise: '', verdict: '' };

/** The current filter. */
export const caseFilter = signal<CaseFilter>(anyCase);

/** Whether the current filter limits the cases. */
export const isFiltered = computed(() => Object.values(caseFilter.value).some((one) => one !== ''));

/** Changes a part of the current filter. */
export function limitCases(part: Partial<CaseFilter>): void {
  caseFilter.value = { ...caseFilter.value, ...part };
}

/** The current grouping. */
export const grouping = signal<Grouping>('row');

/** The searched text of each case. */
const texts = computed(() => {
  const promises = new Map(catalogue.value?.promises.map((one) => [one.id, one.says]));
  return new Map(
    catalogue.value?.cases.map((one) => {
      const doubt = doubtOf(one.doubt);
      const promised = one.promises.flatMap((id) => [id, promises.get(id)]);
      const parts = [one.id, one.says, ...promised, doubt?.id, doubt?.question, rowOf(one).title];
      return [one.id, parts.join(' ').toLowerCase()];
    }),
  );
});

/** The cases that match the filter. */
export const matchingCases = computed((): readonly ShownCase[] => {
  const { text, operation, doubt, promise, verdict } = caseFilter.value;
  return (catalogue.value?.cases ?? []).filter(
    (one) =>
      containsWords(texts.value.get(one.id) ?? '', text) &&
      (operation === '' ||
        stepsOf(one).some(({ step }) => isOrVariesFrom(step.operation, operation))) &&
      (doubt === '' || one.doubt === doubt) &&
      (promise === '' || one.promises.includes(promise)) &&
      (verdict === '' || resultOf(one).verdict === verdict),
  );
});

/** The matching cases in groups; a case with several promises is in several groups. */
export const caseGroups = computed((): readonly CaseGroup[] => {
  const groups = new Map<string, Heading & { readonly cases: ShownCase[] }>();
  for (const one of matchingCases.value) {
    for (const heading of headingsOf(one, grouping.value)) {
      const group = groups.get(heading.title) ?? { ...heading, cases: [] };
      group.cases.push(one);
      groups.set(heading.title, group);
    }
  }
  return [...groups.values()]
    .toSorted((a, b) => orderOf(a.title) - orderOf(b.title))
    .map((group) => ({ ...group, key: `${grouping.value} ${group.title}` }));
});

function headingsOf(one: ShownCase, by: Grouping): Heading[] {
  if (by === 'row') return [rowOf(one)];
  if (by === 'operation') {
    const operation = operationOf(one.request.operation);
    return operation ? [{ title: operationTitle(operation), description: operation.summary }] : [];
  }
  if (by === 'doubt') {
    const doubt = doubtOf(one.doubt);
    return [
      doubt
        ? { title: doubt.id, description: doubt.question }
        : { title: 'No doubt', description: '' },
    ];
  }
  if (one.promises.length === 0) return [{ title: 'No promise', description: '' }];
  const promises = catalogue.value?.promises ?? [];
  return one.promises.map((id) => ({
    title: id,
    description: promises.find((promise) => promise.id === id)?.says ?? '',
  }));
}

/** The place in the documentation that a case comes from. */
function rowOf({ source }: ShownCase): Heading {
  if (source === undefined) return { title: 'No documentation', description: '' };
  const page = pageOf(source.page);
  if (page === undefined) return { title: 'Not documented', description: source.silence ?? '' };
  const part = source.row ?? source.fact?.replaceAll('-', ' ') ?? 'example';
  return { title: `${page.title} · ${part}`, description: '' };
}

// Promises and doubts by number, U2 before U10; others in the order of the catalogue; "No …" last.
function orderOf(title: string): number {
  const number = /^[A-Z](\d+)$/.exec(title)?.[1];
  if (number !== undefined) return Number(number);
  return title.startsWith('No ') ? 1_000 : 500;
}
