import type { Action, Contract, JsonObject, Property, Resource } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { doubtWithEffect, type Effect, effectsOf, type Settings } from '../accounts/switches.ts';
import type { Compute } from './computed.ts';

/** Turns a stored item into its form in a response, as the switches are set. */
export type Representation = (stored: JsonObject, settings: Settings, store: Store) => JsonObject;

interface Field {
  readonly name: string;
  readonly nullable: boolean;
  /** Whether a null that is stored is shown. */
  readonly keepsNull: boolean;
  readonly compute: Compute | undefined;
  readonly effects: ReadonlySet<Effect>;
}

/**
 * Prepares the representation of an item in the response of an action: its properties in their order, none
 * that is `writeOnly`, and nothing else but unknown fields that a switch keeps. A switch affects the
 * properties that name its doubt.
 * @param computed how the values of properties are computed, by their names
 */
export function createRepresentation(
  contract: Pick<Contract, 'doubts'>,
  { properties: known, responseProperties }: Resource,
  action: Action,
  computed: ReadonlyMap<string, Compute>,
): Representation {
  const properties: readonly Property[] = responseProperties[action] ?? [];
  const names = new Set(known.map(({ name }) => name));
  const keepsOthers = action !== 'delete' && doubtWithEffect(contract, 'unknown-field');
  const shown = properties.filter(({ schema }) => schema.writeOnly !== true);
  const fields = shown.map((property): Field => {
    const { name, nullable, schema } = property;
    const keepsNull = nullable || isUnlimited(schema);
    const compute = computed.get(name);
    return { name, nullable, keepsNull, compute, effects: effectsOf(contract, property.doubts) };
  });
  return (stored, settings, store) => {
    const represented: JsonObject = {};
    for (const field of fields) {
      const own = field.compute
        ? field.compute(stored, store)
        : Object.hasOwn(stored, field.name)
          ? stored[field.name]
          : undefined;
      const value = represent(field, own, settings);
      if (value !== undefined) represented[field.name] = value;
    }
    if (!keepsOthers || settings['unknown-field'] !== 'kept') return represented;
    const others = Object.entries(stored).filter(([name]) => !names.has(name));
    return { ...represented, ...Object.fromEntries(others) };
  };
}

/** Whether a schema says nothing of the value, so that it may be null, too. */
function isUnlimited(schema: JsonObject): boolean {
  const limiting = ['type', 'const', 'enum', 'anyOf', 'oneOf', 'allOf', 'not', '$ref'];
  return !limiting.some((keyword) => keyword in schema);
}

function represent(
  { effects, nullable, keepsNull }: Field,
  value: unknown,
  settings: Settings,
): unknown {
  if (effects.has('empty-list-form') && (value ?? null) === null) {
    return settings['empty-list-form'] === 'null' ? null : [];
  }
  if (value === null && !nullable) return keepsNull ? null : undefined;
  if (value === undefined || value === null) {
    if (!nullable) return undefined;
    return effects.has('absent-form') && settings['absent-form'] === 'omit' ? undefined : null;
  }
  if (effects.size === 0) return value;
  if (effects.has('empty-list-form') && Array.isArray(value) && value.length === 0) {
    return settings['empty-list-form'] === 'null' ? null : value;
  }
  if (effects.has('secret-form') && settings['secret-form'] !== 'echo') {
    return { mask: '********', null: null }[settings['secret-form']];
  }
  if (effects.has('number-form') && settings['number-form'] !== 'as-sent') {
    return settings['number-form'] === 'integer' ? Number(value) : String(value);
  }
  if (effects.has('list-order') && Array.isArray(value)) return ordered(value, settings);
  return value;
}

function ordered(list: unknown[], { 'list-order': order }: Settings): unknown[] {
  if (order === 'as-sent') return list;
  if (order === 'reversed') return list.toReversed();
  const ascending = list.toSorted(byValue);
  return order === 'ascending' ? ascending : ascending.reverse();
}

const collator = new Intl.Collator('en', { numeric: true });

function byValue(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return collator.compare(JSON.stringify(one), JSON.stringify(other));
}
