import {
  countsItems,
  type JsonObject,
  parsePointer,
  placeholdersOf,
  type Resource,
} from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { canonical } from './claims.ts';
import { itemValues } from './item-values.ts';
import { fillCollection, namedItem } from './references.ts';

/** Computes a value of an item from its other fields, or from other items of the account. */
export type Compute = (item: JsonObject, store: Store) => unknown;

/** Prepares the computed properties of a resource, by name. */
export function createComputed(
  resource: Resource,
  resources: readonly Resource[],
): ReadonlyMap<string, Compute> {
  const computed = new Map<string, Compute>();
  for (const { name, computed: written } of resource.properties) {
    if (written === undefined) continue;
    if (typeof written === 'string') computed.set(name, fromTemplate(written, resource));
    else if (countsItems(resource, written.count, resources)) {
      computed.set(name, (item, store) => {
        const path = fillCollection(resource, written.count, item);
        return path === undefined ? 0 : store.count(path);
      });
    } else {
      const steps = parsePointer(written.count);
      computed.set(name, (item) => {
        const lists = itemValues(item, steps).map(({ value }) => value);
        return lists.reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0);
      });
    }
  }
  return computed;
}

function fromTemplate(template: string, resource: Resource): Compute {
  const values = placeholdersOf(template).map(([name = '', further]): Compute => {
    if (further === undefined) return (item) => fieldOf(item, name);
    const reference = resource.references.find(
      ({ steps }) => steps.length === 1 && steps[0] === name,
    );
    return (item, store) =>
      reference && fieldOf(namedItem(resource, reference, item, store), further);
  });
  const [first] = values;
  if (first && /^\{[^{}]+\}$/.test(template)) return (item, store) => first(item, store) ?? null;
  const texts = template.split(/\{[^{}]+\}/);
  return (item, store) => {
    const given = values.map((value) => textOf(value(item, store)));
    if (given.length > 0 && given.every((value) => value === '')) return null;
    return texts
      .map((text, i) => text + (given[i] ?? ''))
      .join('')
      .trim();
  };
}

function fieldOf(item: JsonObject | undefined, name: string): unknown {
  return itemValues(item, [name])[0]?.value;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? canonical(value) : String(value ?? '');
}
