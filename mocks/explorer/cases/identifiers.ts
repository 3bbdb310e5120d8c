import { computed, signal } from '@preact/signals';
import type { IdentifierKind } from '../../../spec/index.ts';
import { type Identifier, parseIdentifiers } from '../../../spec/shared/identifier-list.ts';

/** What is lent at the provider, by kind, as it was written; kept in memory only. */
export const lentTexts = signal<Readonly<Record<string, string>>>({});

/** The token of another account at the provider; kept in memory only. */
export const secondToken = signal('');

const kinds = signal<readonly IdentifierKind[]>([]);
/** Those that what stayed at the provider may hold. */
const gone = signal<ReadonlySet<Identifier>>(new Set());
/** What running cases hold. */
const out = new Set<string>();

/** What is wrong with what was written, by kind, in a sentence. */
export const lendingMistakes = computed(() =>
  Object.fromEntries(
    Object.entries(lentTexts.value).flatMap(([kind, text]) => {
      const { mistake } = read(text);
      return mistake === undefined ? [] : [[kind, mistake]];
    }),
  ),
);

/** How many identifiers are lent no more. */
export const goneCount = computed(() => gone.value.size);

/** Lends the defaults of the kinds that nothing was written for yet. */
export function startLending(all: readonly IdentifierKind[]): void {
  kinds.value = all;
  const defaults = Object.fromEntries(all.map((kind) => [kind.name, kind.default]));
  lentTexts.value = { ...defaults, ...lentTexts.value };
}

/** Lends again what was lent no more. */
export function lendAgain(): void {
  gone.value = new Set();
}

/** Identifiers by kind. */
export type Loan = Readonly<Record<string, readonly Identifier[]>>;

/**
 * Takes as many identifiers of each kind as are needed, those of an exclusive kind for one case
 * alone; undefined when others hold them. With `evenTooFew` what there is.
 */
export function borrow(
  needs: Readonly<Record<string, number>>,
  evenTooFew: boolean,
): Loan | undefined {
  const loan: Record<string, Identifier[]> = {};
  for (const { name, exclusive } of kinds.value) {
    const count = needs[name] ?? 0;
    const free = read(lentTexts.value[name] ?? '').ids.filter(
      (id) => !exclusive || !(out.has(key(name, id)) || gone.value.has(id)),
    );
    if (free.length < count && !evenTooFew) return undefined;
    loan[name] = free.slice(0, count);
  }
  each(loan, (id) => out.add(id));
  return loan;
}

/** Gives a loan back; `held` where something at the provider may hold it still. */
export function giveBack(loan: Loan, held: boolean): void {
  each(loan, (id) => out.delete(id));
  if (!held) return;
  const ids = kinds.value.flatMap(({ name, exclusive, item }) =>
    // What names an item that has to be there holds nothing by being edited.
    exclusive && item === undefined ? (loan[name] ?? []) : [],
  );
  gone.value = new Set([...gone.value, ...ids]);
}

function each(loan: Loan, take: (key: string) => void): void {
  for (const { name, exclusive } of kinds.value) {
    if (exclusive) for (const id of loan[name] ?? []) take(key(name, id));
  }
}

function key(kind: string, id: Identifier): string {
  return `${kind} ${id}`;
}

function read(text: string): { readonly ids: readonly Identifier[]; readonly mistake?: string } {
  if (text.trim() === '') return { ids: [] };
  try {
    return { ids: parseIdentifiers(text) };
  } catch (error) {
    return { ids: [], mistake: error instanceof Error ? error.message : String(error) };
  }
}
