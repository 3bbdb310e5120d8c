import { isObject, type JsonObject } from '../document/references.ts';
import { parseName, type Step } from './steps.ts';

/** Replaces the names of identifiers in a value, such as {number.1}, with the identifiers. */
export function fillPlaceholders(value: unknown, names: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    const name = parseName(value);
    if (name === undefined) return value;
    const found = names.get(`${name.kind}.${name.first}`);
    return name.text ? String(found) : found;
  }
  if (Array.isArray(value)) return value.flatMap((item) => fillElement(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, fillPlaceholders(part, names)]),
  );
}

// An element such as {number.1-40} stands for forty identifiers.
function fillElement(item: unknown, names: ReadonlyMap<string, unknown>): unknown[] {
  const name = typeof item === 'string' ? parseName(item) : undefined;
  if (name === undefined || name.first === name.last) return [fillPlaceholders(item, names)];
  const { kind, first, last, text } = name;
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const found = names.get(`${kind}.${first + i}`);
    return text ? String(found) : found;
  });
}

/**
 * Replaces `{params.name}` in a value with a parameter of the provider state, of any type.
 * @param missing called with the name of a parameter that is not given
 */
export function fillParams<Value>(
  value: Value,
  params: JsonObject,
  missing: (name: string) => never,
): Value {
  const fill = (part: unknown): unknown => {
    const [, name] = typeof part === 'string' ? (/^\{params\.(.+)\}$/.exec(part) ?? []) : [];
    if (name !== undefined) return Object.hasOwn(params, name) ? params[name] : missing(name);
    if (Array.isArray(part)) return part.map(fill);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, fill(each)]));
  };
  return fill(value) as Value;
}

/** Replaces the names of identifiers in a step. */
export function fillStep(step: Step, names: ReadonlyMap<string, unknown>) {
  const { operation, json, text, type, accept, split, account } = step;
  const path = fillPlaceholders(step.path, names);
  const query = fillPlaceholders(step.query, names);
  return {
    operation,
    path: isObject(path) ? path : {},
    query: isObject(query) ? query : undefined,
    json: fillPlaceholders(json, names),
    text: text === undefined ? undefined : fillPlaceholdersInText(text, names),
    type,
    accept,
    split,
    account,
  };
}

/** Replaces the names of identifiers in what a step is expected to show. */
export function fillExpectation(
  { expect }: Pick<Step, 'expect'>,
  names: ReadonlyMap<string, unknown>,
): Step['expect'] {
  return { ...expect, ...filled('shows'), ...filled('omits') };

  function filled(key: 'shows' | 'omits') {
    const items = expect[key]?.map((one) => fillPlaceholders(one, names)).filter(isObject);
    return items && { [key]: items };
  }
}

// In a text that is not JSON.
function fillPlaceholdersInText(text: string, names: ReadonlyMap<string, unknown>): string {
  return text.replaceAll(/\{([a-z]+\.\d+)\}/g, (whole, name: string) =>
    names.has(name) ? String(names.get(name)) : whole,
  );
}
