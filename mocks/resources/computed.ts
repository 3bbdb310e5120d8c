import { type JsonObject, parsePointer, placeholdersOf, type Resource } from '../../spec/index.ts';

import type { Store } from '../accounts/store.ts';
import { itemValues } from './item-values.ts';
import { fillCollection, namedItem } from './references.ts';

/** Computes a value of an item from its other fields, or from other items of the account. */
export type Compute = (item: JsonObject, store: Store) => unknown;

/** Prepares the computed properties of a resource, by name. */
export function createComputed(
  { properties, references }: Resource,
  resources: readonly Resource[],
): ReadonlyMap<string, Compute> {
  const computed = new Map<string, Compute>();
  for (const { name, computed: written } of properties) {
    if (written === undefined) continue;
    if (typeof written === 'string') computed.set(name, fromTemplate(written, references));
    else if (resources.some(({ collection }) => collection === written.count)) {
      computed.set(name, (item, store) => {
        const path = fillCollection(written.count, item);
        return path === undefined ? 0 : [...store.entries(path)].length;
      });
    } else {
      const steps = parsePointer(written.count);
      computed.set(name, (item) => {
        const [found] = itemValues(item, steps);
        return Array.isArray(found?.value) ? found.value.length : 0;
      });
    }
  }
  return computed;
}

function fromTemplate(template: string, references: Resource['references']): Compute {
  const values = placeholdersOf(template).map(([name = '', further]): Compute => {
    if (further === undefined) return (item) => item[name];
    const reference = references.find(({ steps }) => steps.length === 1 && steps[0] === name);
    return (item, store) => reference && namedItem(reference, item, store)?.[further];
  });
  const [first] = values;
  if (first && /^\{[^{}]+\}$/.test(template)) return (item, store) => first(item, store) ?? null;
  const texts = template.split(/\{[^{}]+\}/);
  return (item, store) => {
    const given = values.map((value) => value(item, store) ?? '');
    if (given.length > 0 && given.every((value) => value === '')) return null;
    return texts
      .map((text, i) => text + String(given[i] ?? ''))
      .join('')
      .trim();
  };
}
