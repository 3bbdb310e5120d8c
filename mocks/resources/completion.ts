import {
  isObject,
  type JsonObject,
  type Property,
  propertyNames,
  readProperties,
} from '../../spec/index.ts';
import { createValues, firstOf, type Makers } from './server-values.ts';

/**
 * Completes an item that a request brought: adds what responses need and the request cannot carry, or
 * leaves out. What the item before has is kept.
 */
export interface Completion {
  complete(item: JsonObject, before: JsonObject | undefined): void;
  /** Names the required fields that nothing valid can be made for. */
  readonly impossible: readonly string[];
}

interface Step {
  readonly name: string;
  /** Values for the field where it is missing; undefined if the field may be missing. */
  readonly values: Iterable<unknown> | undefined;
  /** Whether requests cannot carry the field. */
  readonly isServers: boolean;
  readonly inside: Completion | undefined;
}

const maxDepth = 5;

/**
 * Prepares the completion of items.
 * @param properties those of the item in responses
 * @param request the schema of the item in the request; undefined if it takes none
 * @returns undefined if there is nothing to complete
 */
export function createCompletion(
  properties: readonly Property[],
  request: JsonObject | undefined,
  document: JsonObject,
  makers: Makers,
  depth = 0,
): Completion | undefined {
  const sent = new Map(readProperties(request ?? {}).map((one) => [one.name, one]));
  const names = propertyNames(request ?? {});
  // Without a word on its fields, a request may carry any.
  const isClosed = names.length > 0 && !('if' in (request ?? {}));
  const steps = properties.flatMap(({ name, schema, required, nullable, readOnly }): Step[] => {
    const own = sent.get(name);
    const isServers = readOnly || own?.readOnly === true || (isClosed && !names.includes(name));
    const isSent = own?.required === true && !isServers;
    const values =
      required && !nullable && !isSent ? createValues(schema, document, makers) : undefined;
    const inside =
      own === undefined || depth > maxDepth || JSON.stringify(own.schema) === JSON.stringify(schema)
        ? undefined
        : insideOf(schema, own.schema, document, makers, depth + 1);
    return values || isServers || inside ? [{ name, values, isServers, inside }] : [];
  });
  return steps.length === 0 ? undefined : completionOf(steps);
}

function insideOf(
  schema: JsonObject,
  request: JsonObject,
  document: JsonObject,
  makers: Makers,
  depth: number,
): Completion | undefined {
  const isList = isObject(schema.items) && isObject(request.items);
  const part = isList ? (schema.items as JsonObject) : schema;
  const sent = isList ? (request.items as JsonObject) : request;
  const completion = createCompletion(readProperties(part), sent, document, makers, depth);
  if (completion === undefined || !isList) return completion;
  return {
    ...completion,
    complete: (list) => {
      if (!Array.isArray(list)) return;
      for (const one of list) if (isObject(one)) completion.complete(one, undefined);
    },
  };
}

function completionOf(steps: readonly Step[]): Completion {
  return {
    impossible: steps.flatMap(({ name, values, inside }) => {
      const own = values !== undefined && firstOf(values) === undefined ? [name] : [];
      return [...own, ...(inside?.impossible ?? []).map((field) => `${name}/${field}`)];
    }),
    complete(item, before) {
      for (const { name, values, isServers, inside } of steps) {
        const old = before !== undefined && Object.hasOwn(before, name) ? before[name] : undefined;
        // What a client sends of a field that is the server's is ignored.
        if (isServers) Reflect.deleteProperty(item, name);
        if (item[name] === undefined && old !== undefined && (isServers || values))
          item[name] = old;
        if (item[name] === undefined && values) item[name] = firstOf(values);
        const value = item[name];
        if (inside && typeof value === 'object' && value !== null) {
          inside.complete(value as JsonObject, isObject(old) ? old : undefined);
        }
      }
    },
  };
}
