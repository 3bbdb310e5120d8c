import { computed, signal } from '@preact/signals';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { contract } from '../data/session.ts';
import { catalogue, stepsOf } from './catalogue.ts';
import { resultOf, type Verdict } from './runs.ts';

/** What the cases are put together by. */
export type Grouping = 'row' | 'promise' | 'doubt' | 'operation';

/** Which cases are shown; an empty choice lets all through. */
export interface Choice {
  readonly text: string;
  readonly operation: string;
  readonly doubt: string;
  readonly promise: string;
  readonly verdict: Verdict | '';
}

/** Cases that belong together. */
export interface Group {
  readonly key: string;
  readonly title: string;
  readonly says: string;
  readonly cases: readonly ShownCase[];
}

/** Lets all cases through. */
export const everyCase: Choice = { text: '', operation: '', doubt: '', promise: '', verdict: '' };

/** Which cases are shown now. */
export const choice = signal<Choice>(everyCase);

/** What they are put together by now. */
export const grouping = signal<Grouping>('row');

/** What a text is looked for in, by case. */
const texts = computed(() => {
  const says = new Map(catalogue.value?.promises.map((one) => [one.id, one.says]));
  return new Map(
    catalogue.value?.cases.map((one) => {
      const doubt = contract.value?.doubts.find(({ id }) => id === one.doubt);
      const promised = one.promises.flatMap((id) => [id, says.get(id)]);
      const parts = [one.id, one.says, ...promised, doubt?.id, doubt?.question, rowOf(one).title];
      return [one.id, parts.join(' ').toLowerCase()];
    }),
  );
});

/** The cases that are shown. */
export const chosen = computed((): readonly ShownCase[] => {
  const { text, operation, doubt, promise, verdict } = choice.value;
  const words = text.toLowerCase().split(/\s+/);
  return (catalogue.value?.cases ?? []).filter(
    (one) =>
      words.every((word) => texts.value.get(one.id)?.includes(word)) &&
      (operation === '' || stepsOf(one).some(({ step }) => step.operation === operation)) &&
      (doubt === '' || one.doubt === doubt) &&
      (promise === '' || one.promises.includes(promise)) &&
      (verdict === '' || resultOf(one).verdict === verdict),
  );
});

/** The cases that are shown, put together; one of several promises is in several groups. */
export const groups = computed((): readonly Group[] => {
  const found = new Map<string, { title: string; says: string; cases: ShownCase[] }>();
  for (const one of chosen.value) {
    for (const { title, says } of groupsOf(one, grouping.value)) {
      const group = found.get(title) ?? { title, says, cases: [] };
      group.cases.push(one);
      found.set(title, group);
    }
  }
  return [...found.values()]
    .toSorted((a, b) => place(a.title) - place(b.title))
    .map((group) => ({ ...group, key: `${grouping.value} ${group.title}` }));
});

function groupsOf(one: ShownCase, by: Grouping): { title: string; says: string }[] {
  if (by === 'row') return [rowOf(one)];
  if (by === 'operation') {
    const operation = contract.value?.operations.find(({ id }) => id === one.request.operation);
    const { method = '', path = '', summary = '' } = operation ?? {};
    return [{ title: `${method.toUpperCase()} ${path}`, says: summary }];
  }
  if (by === 'doubt') {
    const doubt = contract.value?.doubts.find(({ id }) => id === one.doubt);
    return [doubt ? { title: doubt.id, says: doubt.question } : { title: 'No doubt', says: '' }];
  }
  if (one.promises.length === 0) return [{ title: 'No promise beyond a row', says: '' }];
  const known = catalogue.value?.promises ?? [];
  return one.promises.map((id) => ({
    title: id,
    says: known.find((promise) => promise.id === id)?.says ?? '',
  }));
}

/** Where in the documentation a case comes from. */
function rowOf({ source }: ShownCase): { title: string; says: string } {
  if (source === undefined) return { title: 'No page', says: '' };
  const page = contract.value?.pages.find(({ id }) => id === source.page);
  if (page === undefined) return { title: 'What no page says', says: source.silence ?? '' };
  const part =
    source.row ?? (source.fact === undefined ? 'its example' : source.fact.replaceAll('-', ' '));
  return { title: `${page.title} · ${part}`, says: '' };
}

// Promises and doubts in their order, U2 before U10; the rest as the catalogue has it, at the end.
function place(title: string): number {
  const number = /^[A-Z](\d+)$/.exec(title)?.[1];
  if (number !== undefined) return Number(number);
  return title.startsWith('No ') ? 1_000 : 500;
}
