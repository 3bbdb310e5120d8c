import { isObject, type JsonObject } from '../document/references.ts';

// Keywords whose values are data, in which nothing is a schema.
const dataKeywords = /^(enum|const|default|examples?|x-.*)$/;
// Keywords that mean the same wherever they stand, unlike `patternProperties` or `prefixItems`.
const plainKeywords =
  /^(type|title|description|required|properties|additionalProperties|enum|const|format|pattern|(exclusive)?(min|max)(imum|Length|Items|Properties)|multipleOf|uniqueItems|items|content.*|readOnly|writeOnly|default|examples?|x-.*)$/i;
const annotations = /^(anyOf|oneOf|title|description|readOnly|writeOnly|default|examples?|x-.*)$/;

const done = new WeakMap<object, unknown>();

/**
 * Returns a schema that says once, beside a choice, what all alternatives of the choice demand alike. A
 * document repeats it in each alternative, since code generators read each as a whole; a mistake in it is
 * one mistake, whichever alternative was meant.
 */
export function factorChoices(schema: JsonObject): JsonObject {
  return factorIn(schema, true) as JsonObject;
}

function factorIn(node: unknown, isSchema: boolean): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (done.has(node)) return done.get(node);
  const entries = Object.entries(node).map(([key, one]) => {
    const isData = isSchema && dataKeywords.test(key);
    // A field may be called as a keyword is.
    return [key, isData ? one : factorIn(one, key !== 'properties' || !isSchema)] as const;
  });
  const isSame = entries.every(([key, one]) => one === (node as JsonObject)[key]);
  const whole = Array.isArray(node) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
  const copy = isSame ? node : whole;
  const factored = isSchema && isObject(copy) ? factorChoice(copy) : copy;
  done.set(node, factored);
  return factored;
}

function factorChoice(schema: JsonObject): JsonObject {
  const [keyword, ...others] = ['anyOf', 'oneOf'].filter((one) => Array.isArray(schema[one]));
  if (keyword === undefined || others.length > 0) return schema;
  if (!Object.keys(schema).every((key) => annotations.test(key))) return schema;
  const branches: unknown[] = schema[keyword] as unknown[];
  if (branches.length < 2 || !branches.every(isObject) || !isAlike(branches)) return schema;
  const common = commonOf(branches);
  return { ...common, ...schema, [keyword]: branches.map((one) => without(one, common)) };
}

/** Whether schemas describe values of one type, and, if these are objects, of the same fields. */
function isAlike(schemas: readonly JsonObject[]): boolean {
  const [{ type, additionalProperties } = {}] = schemas;
  if (type === undefined || !schemas.every((one) => isEqual(one.type, type))) return false;
  if (!schemas.flatMap((one) => Object.keys(one)).every((key) => plainKeywords.test(key))) {
    return false;
  }
  if (!schemas.every((one) => isEqual(one.additionalProperties, additionalProperties))) {
    return false;
  }
  const fields = schemas.map(({ properties }) => (isObject(properties) ? properties : {}));
  const names = Object.keys(fields[0] ?? {});
  if (!fields.every((one) => isEqual(Object.keys(one).sort(), names.toSorted()))) return false;
  return names.every((name) => {
    const all = fields.map((one) => one[name]);
    return all.every((one) => isEqual(one, all[0])) || (all.every(isObject) && isAlike(all));
  });
}

/** What all schemas say alike. */
function commonOf(schemas: readonly JsonObject[]): JsonObject {
  const [first = {}] = schemas;
  const common = Object.entries(first).flatMap(([key, value]): [string, unknown][] => {
    const all = schemas.map((one) => one[key]);
    if (all.every((one) => isEqual(one, value))) return [[key, value]];
    if (key === 'properties' && all.every(isObject)) {
      const names = Object.keys(value as JsonObject);
      const field = (name: string) => {
        const ofName = all.map((one) => one[name]);
        return ofName.every(isObject) ? commonOf(ofName) : ofName[0];
      };
      return [[key, Object.fromEntries(names.map((name) => [name, field(name)]))]];
    }
    if (key !== 'required' || !all.every(Array.isArray)) return [];
    return [[key, all[0]?.filter((name) => all.every((one) => one.includes(name)))]];
  });
  const values = schemas.map((one) => (Object.hasOwn(one, 'const') ? [one.const] : one.enum));
  if (values.every(Array.isArray)) {
    // By their text, since objects and lists are values, too.
    const allowed = new Map(values.flat().map((one) => [JSON.stringify(one), one]));
    common.push(['enum', [...allowed.values()]]);
  }
  return Object.fromEntries(common);
}

/** What a schema says beyond what is common to it and others. */
function without(schema: JsonObject, common: JsonObject): JsonObject {
  const rest = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (isEqual(value, common[key])) return [];
    if (key === 'required' && Array.isArray(value) && Array.isArray(common.required)) {
      const own = value.filter((name) => !(common.required as unknown[]).includes(name));
      return own.length > 0 ? [[key, own]] : [];
    }
    if (key !== 'properties' || !isObject(value)) return [[key, value]];
    const known = common.properties as Record<string, JsonObject>;
    const own = Object.entries(value)
      .filter(([name, one]) => !isEqual(one, known[name]))
      .map(([name, one]) => [name, without(one as JsonObject, known[name] ?? {})] as const)
      .filter(([, one]) => Object.keys(one).length > 0);
    return own.length > 0 ? [[key, Object.fromEntries(own)]] : [];
  });
  return Object.fromEntries(rest);
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
