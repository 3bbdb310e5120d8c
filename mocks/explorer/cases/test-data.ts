import { computed, signal } from '@preact/signals';
import type { IdentifierKind } from '../../../spec/index.ts';
import { type Identifier, parseIdentifiers } from '../../../spec/shared/identifier-list.ts';
import { messageOf } from '../data/control-client.ts';
import { isListOf, isMapOf, isString, storedSignal } from '../data/stored-signal.ts';

/** The identifiers that cases may use on the provider, by kind, as typed. */
export const testDataTexts = storedSignal<Readonly<Record<string, string>>>(
  'test-data',
  {},
  isMapOf(isString),
);

/** The token of a second account on the provider; kept in the storage of this tab, which ends with it. */
export const secondToken = storedSignal('second-token', '', isString);

/** Identifiers by kind, reserved for one case. */
export type Reservation = Readonly<Record<string, readonly Identifier[]>>;

const kinds = signal<readonly IdentifierKind[]>([]);
/** Identifiers that leftovers on the provider may still hold. */
const quarantined = storedSignal<readonly Identifier[]>(
  'quarantined',
  [],
  isListOf((value) => ['string', 'number'].includes(typeof value)),
);
/** The keys of the identifiers that running cases have reserved. */
const reserved = new Set<string>();

/** What is wrong with the typed identifiers, by kind. */
export const testDataErrors = computed(() =>
  Object.fromEntries(
    kinds.value.flatMap((kind) => {
      const { error } = parse(kind);
      return error === undefined ? [] : [[kind.name, error]];
    }),
  ),
);

/** How many identifiers are in quarantine. */
export const quarantinedCount = computed(() => quarantined.value.length);

/**
 * Fills in the default identifiers of the kinds that have none yet; not those that only this project's mock
 * lends, since with a provider they would change a real account.
 */
export function addTestDataDefaults(all: readonly IdentifierKind[]): void {
  kinds.value = all;
  const defaults = Object.fromEntries(
    all.map((kind) => [kind.name, kind['mock-only'] ? '' : kind.default]),
  );
  testDataTexts.value = { ...defaults, ...testDataTexts.value };
}

/** Makes the identifiers in quarantine available again. */
export function clearQuarantine(): void {
  quarantined.value = [];
}

/**
 * Reserves as many identifiers of each kind as needed; those of an exclusive kind serve one case at
 * a time. Returns undefined if too few are free, or with `partial` those that are.
 */
export function reserve(
  needs: Readonly<Record<string, number>>,
  partial: boolean,
): Reservation | undefined {
  const reservation: Record<string, Identifier[]> = {};
  for (const kind of kinds.value) {
    const { name, exclusive } = kind;
    const count = needs[name] ?? 0;
    const free = parse(kind).ids.filter(
      (id) => !exclusive || !(reserved.has(key(name, id)) || quarantined.value.includes(id)),
    );
    if (free.length < count && !partial) return undefined;
    reservation[name] = free.slice(0, count);
  }
  for (const one of keysOf(reservation)) reserved.add(one);
  return reservation;
}

/** Releases a reservation; with leftovers on the provider its identifiers go into quarantine. */
export function release(reservation: Reservation, hasLeftovers: boolean): void {
  for (const one of keysOf(reservation)) reserved.delete(one);
  if (!hasLeftovers) return;
  const ids = kinds.value.flatMap(({ name, exclusive, item }) =>
    // The identifier of an existing item is not held by a leftover.
    exclusive && item === undefined ? (reservation[name] ?? []) : [],
  );
  quarantined.value = [...new Set([...quarantined.value, ...ids])];
}

function keysOf(reservation: Reservation): string[] {
  return kinds.value.flatMap(({ name, exclusive }) =>
    exclusive ? (reservation[name] ?? []).map((id) => key(name, id)) : [],
  );
}

function key(kind: string, id: Identifier): string {
  return `${kind} ${id}`;
}

function parse(kind: IdentifierKind): {
  readonly ids: readonly Identifier[];
  readonly error?: string;
} {
  const text = testDataTexts.value[kind.name] ?? '';
  if (text.trim() === '') return { ids: [] };
  try {
    return { ids: parseIdentifiers(text, kind.text) };
  } catch (error) {
    return { ids: [], error: messageOf(error) };
  }
}
