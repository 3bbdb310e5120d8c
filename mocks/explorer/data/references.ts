import { formatPointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { fillPath, parameterNames } from '../../../spec/shared/path-template.ts';
import type { ResourceView } from '../../control/contract-view.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * The path of the collection that a value in an item names an item of; undefined if it names none.
 * @param path the steps to the value
 * @param parents the values of parameters in the collection's path that the item does not have
 */
export function namedCollection(
  { references }: Pick<ResourceView, 'references'>,
  item: Item,
  path: readonly (string | number)[],
  parents: Readonly<Record<string, string>> = {},
): string | undefined {
  const reference = references.find(
    ({ steps }) =>
      steps.length === path.length &&
      steps.every((step, i) => (step === '*' ? /^\d+$/.test(`${path[i]}`) : step === path[i])),
  );
  // In the same list, the field that chooses is in the same element.
  const by = reference?.by?.map((step, i) => (step === '*' ? (path[i] ?? step) : step));
  const chosen = String(by && valueAt(item, formatPointer(by)));
  const found = reference?.to.find(({ value }) => value === undefined || value === chosen);
  const values: Item = { ...parents, ...item };
  if (found === undefined) return undefined;
  const isFilled = parameterNames(found.collection).every((name) => (values[name] ?? '') !== '');
  return isFilled ? fillPath(found.collection, values) : undefined;
}

const nameLike = /^(full_?|display_?)?(name|title|label|number|phone)$/i;

/** What people call an item: the text of a field such as `name`, or else of its first field that is no URL. */
export function nameOfItem(resource: ResourceView, item: Item): string {
  return String(item[nameFieldOf(resource, item)] ?? '');
}

/** The field that has the name of an item; empty if there is none. */
export function nameFieldOf({ texts, identity }: ResourceView, item: Item): string {
  const found = texts.filter((name) => {
    const value = item[name];
    return name !== identity && typeof value === 'string' && !/^(\w+:\/\/.*)?$/.test(value);
  });
  return found.find((name) => nameLike.test(name)) ?? found[0] ?? '';
}
