import { ContractDefect } from '../document/defect.ts';
import { isObject, type JsonObject } from '../document/references.ts';
import { assertValid, lazyCheck } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { type SourceReference, sourceReferenceShape } from '../evidence/sources.ts';
import { formatPointer, parsePointer } from '../shared/json-pointer.ts';
import type { UniqueRule } from './contract.ts';

interface WrittenRule {
  name: string;
  by: string[];
  nulls?: 'equal' | 'distinct';
  within?: string;
  message?: string;
  source?: SourceReference;
}

/** The shape of a JSON Pointer as our files write it: there is one way to write each. */
export const pointerShape = { type: 'string', pattern: '^(/([^/~]|~[01])+)+$' };

const checkRules = lazyCheck({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'by'],
    properties: {
      name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
      by: { type: 'array', minItems: 1, items: pointerShape },
      nulls: { enum: ['equal', 'distinct'] },
      within: { anyOf: [{ const: 'item' }, pointerShape] },
      message: { type: 'string', minLength: 1 },
      source: sourceReferenceShape,
    },
  },
});

/**
 * The uniqueness rules that a schema carries in `x-unique`.
 * @param at where the schema stands in the document
 * @throws ContractDefect for a rule of another shape, a pointer that leads nowhere in the schema, or
 * two rules of one name.
 */
export function readUniqueRules(file: YamlFile, schema: JsonObject, at: string): UniqueRule[] {
  const written = schema['x-unique'];
  if (written === undefined) return [];
  assertValid(checkRules, file, written, `${at}/x-unique`);
  const rules: UniqueRule[] = [];
  for (const [i, rule] of (written as WrittenRule[]).entries()) {
    const here = `${at}/x-unique/${i}`;
    if (rules.some((other) => other.name === rule.name)) {
      throw new ContractDefect(
        file.locate(`${here}/name`),
        `there are two uniqueness rules "${rule.name}"`,
        'give each a name of its own',
      );
    }
    for (const [k, by] of rule.by.entries()) assertPointer(file, schema, by, `${here}/by/${k}`);
    if (rule.within !== undefined && rule.within !== 'item') {
      assertPointer(file, schema, rule.within, `${here}/within`);
    }
    rules.push({
      name: rule.name,
      by: rule.by.map(parsePointer),
      nulls: rule.nulls ?? 'equal',
      within:
        rule.within === undefined || rule.within === 'item'
          ? rule.within
          : parsePointer(rule.within),
      message: rule.message ?? `{value} already belongs to {owner}.`,
      source: rule.source,
      pointer: here,
    });
  }
  return rules;
}

/** @throws ContractDefect for a pointer of `word`, written at `at`, that leads nowhere in a schema */
export function assertPointer(
  file: YamlFile,
  schema: JsonObject,
  pointer: string,
  at: string,
  word = 'x-unique',
): void {
  if (schemasAt(schema, parsePointer(pointer)).length > 0) return;
  const known = new Set(propertyNames(schema).map((name) => formatPointer([name])));
  throw new ContractDefect(
    file.locate(at),
    `the pointer ${pointer} of ${word} leads nowhere in its schema`,
    `begin it with one of ${[...known].join(', ')}, and write /* for each element of a list`,
  );
}

/** The schemas that a path of steps can lead to within a schema; `*` is any element of a list. */
export function schemasAt(schema: unknown, steps: readonly string[]): JsonObject[] {
  if (!isObject(schema)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [schema];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const next = step === '*' ? schema.items : Object.hasOwn(properties, step) && properties[step];
  return [
    ...schemasAt(next, rest),
    ...branches(schema).flatMap((branch) => schemasAt(branch, steps)),
  ];
}

/** The alternatives and parts of a schema: its allOf, anyOf and oneOf. */
export function branches(schema: JsonObject): unknown[] {
  return [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
}

function propertyNames(schema: JsonObject): string[] {
  return [
    ...(isObject(schema.properties) ? Object.keys(schema.properties) : []),
    ...branches(schema).flatMap((branch) => (isObject(branch) ? propertyNames(branch) : [])),
  ];
}
