import { computed } from '@preact/signals';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { containsWords } from '../data/search.ts';
import {
  contract,
  doubtOf,
  isOrVariesFrom,
  operationOf,
  operationTitle,
  pageOf,
} from '../data/session.ts';
import { isLike, isMapOf, isOneOf, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import type { Verdict } from './case-result.ts';
import { catalogue, stepsOf } from './catalogue.ts';
import { isChanged, resultOf } from './results.ts';

/** What the cases can be grouped by. */
export const groupings = ['row', 'promise', 'doubt', 'operation'] as const;

/** What the cases are grouped by. */
export type Grouping = (typeof groupings)[number];

/** Limits the listed cases; an empty field limits nothing. */
export interface CaseFilter {
  readonly text: string;
  readonly operation: string;
  readonly doubt: string;
  readonly promise: string;
  /** `changed` is any verdict that is not that of the run before. */
  readonly verdict: Verdict | 'changed' | '';
}

/** A group of cases. */
export interface CaseGroup {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly cases: readonly ShownCase[];
}

type Heading = Pick<CaseGroup, 'title' | 'description'> & {
  /** Puts groups in order; those that have none stay in that of the catalogue. */
  readonly order?: number;
};

/** A filter that matches all cases. */
export const anyCase: CaseFilter = { text: '', operation: '', doubt: '', promise: '', verdict: '' };

/** The current filter. */
export const caseFilter = storedSignal<CaseFilter>('case-filter', anyCase, isLike(anyCase));

/** Whether the current filter limits the cases. */
export const isFiltered = computed(() => Object.values(caseFilter.value).some((one) => one !== ''));

/** Changes a part of the current filter. */
export function limitCases(part: Partial<CaseFilter>): void {
  caseFilter.value = { ...caseFilter.value, ...part };
  // Each filter shows its matches, whatever was closed under the one before.
  const open = Object.entries(openGroups.value).filter(([key]) => !key.startsWith(filtered));
  openGroups.value = Object.fromEntries(open);
}

/** The current grouping. */
export const grouping = storedSignal<Grouping>('case-grouping', 'row', isOneOf(...groupings));

const filtered = 'filtered ';

/** Which groups were opened or closed, by key. */
const openGroups = storedSignal<Readonly<Record<string, boolean>>>(
  'case-groups',
  {},
  isMapOf((value) => typeof value === 'boolean'),
);

/** Whether a group is open: as it was left, otherwise while a filter limits the cases. */
export function isGroupOpen({ key }: CaseGroup): boolean {
  return openGroups.value[stateKey(key)] ?? isFiltered.value;
}

/** Opens or closes a group. */
export function openGroup({ key }: CaseGroup, open: boolean): void {
  openGroups.value = { ...openGroups.value, [stateKey(key)]: open };
}

function stateKey(key: string): string {
  return isFiltered.value ? filtered + key : key;
}

/** The searched text of each case. */
const searched = computed(() => {
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
      containsWords(searched.value.get(one.id) ?? '', text) &&
      (operation === '' ||
        stepsOf(one).some(({ step }) => isOrVariesFrom(step.operation, operation))) &&
      (doubt === '' || one.doubt === doubt) &&
      (promise === '' || one.promises.includes(promise)) &&
      (verdict === '' || hasVerdict(one, verdict)),
  );
});

function hasVerdict(one: ShownCase, wanted: Verdict | 'changed'): boolean {
  const result = resultOf(one);
  return wanted === 'changed' ? isChanged(result) : result.verdict === wanted;
}

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
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((group) => ({ ...group, key: `${grouping.value} ${group.title}` }));
});

// Groups of what has none of a kind come last.
const last = Number.POSITIVE_INFINITY;

function headingsOf(one: ShownCase, by: Grouping): Heading[] {
  const t = texts.value.cases;
  if (by === 'row') return [rowOf(one)];
  if (by === 'operation') {
    const operation = operationOf(one.request.operation);
    return operation ? [{ title: operationTitle(operation), description: operation.summary }] : [];
  }
  if (by === 'doubt') {
    const { id, question } = doubtOf(one.doubt) ?? {};
    return [
      id === undefined
        ? { title: t.noDoubt, description: '', order: last }
        : { title: id, description: question ?? '', order: numberIn(id) },
    ];
  }
  if (one.promises.length === 0) return [{ title: t.noPromise, description: '', order: last }];
  const promises = catalogue.value?.promises ?? [];
  return one.promises.map((id) => ({
    title: id,
    description: promises.find((promise) => promise.id === id)?.says ?? '',
    order: numberIn(id),
  }));
}

/** The place in the documentation that a case comes from. */
function rowOf({ source }: ShownCase): Heading {
  const t = texts.value.cases;
  if (source === undefined) return { title: t.noSource, description: '', order: last };
  const page = pageOf(source.page);
  if (page === undefined) {
    const says = contract.value?.silences.find(({ id }) => id === source.silence)?.says ?? '';
    const name = inWords(source.silence ?? '');
    return { title: `${t.notDocumented} · ${name}`, description: says };
  }
  const part = source.row ?? (source.fact === undefined ? t.example : inWords(source.fact));
  return { title: `${page.title} · ${part}`, description: '' };
}

function inWords(id: string): string {
  return id.replaceAll('-', ' ');
}

// U2 stands before U10.
function numberIn(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? 0);
}
