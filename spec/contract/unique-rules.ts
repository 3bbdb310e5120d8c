import { isObject, type JsonObject } from '../document/references.ts';
import { assertValid, closedObject, lazyCheck, listOf } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { sourceReferenceShape } from '../evidence/sources.ts';
import { formatPointer, parsePointer } from '../shared/json-pointer.ts';
import type { UniqueRule } from './contract.ts';

type WrittenRule = Pick<UniqueRule, 'name' | 'source'> &
  Partial<Pick<UniqueRule, 'nulls'>> & {
    by: string[];
    within?: string;
    message?: string | { en: string; [language: string]: string };
  };

const usualMessage = '{value} already belongs to {owner}.';

/** The shape of a JSON Pointer in our files. */
export const pointerShape = { type: 'string', pattern: '^(/([^/~]|~[01])+)+$' };

const checkRules = lazyCheck(
  listOf(
    closedObject(
      { name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }, by: listOf(pointerShape, 1) },
      {
        nulls: { enum: ['equal', 'distinct'] },
        within: { anyOf: [{ const: 'item' }, pointerShape] },
        // `assertMessage` says more than a schema.
        message: {},
        source: sourceReferenceShape,
      },
    ),
  ),
);

/**
 * Reads the uniqueness rules in the `x-unique` of a schema.
 * @param at JSON Pointer of the schema in the document
 * @throws ContractDefect for a rule of another shape, or a pointer that leads nowhere in the schema
 */
export function readUniqueRules(file: YamlFile, schema: JsonObject, at: string): UniqueRule[] {
  const written = schema['x-unique'];
  if (written === undefined) return [];
  assertValid(checkRules, file, written, `${at}/x-unique`);
  return (written as WrittenRule[]).map(({ name, by, nulls, within, message, source }, i) => {
    const pointer = `${at}/x-unique/${i}`;
    for (const [k, one] of by.entries()) assertPointer(file, schema, one, `${pointer}/by/${k}`);
    const isPointer = within !== undefined && within !== 'item';
    if (isPointer) assertPointer(file, schema, within, `${pointer}/within`);
    assertMessage(file, message, `${pointer}/message`);
    const { en = usualMessage, ...translations } =
      typeof message === 'object' ? message : { en: message };
    return {
      name,
      by: by.map(parsePointer),
      nulls: nulls ?? 'equal',
      within: isPointer ? parsePointer(within) : within,
      message: en,
      translations,
      source,
      pointer,
    };
  });
}

/**
 * Asserts that a message is a text, or texts by language with English among them.
 * @throws ContractDefect for anything else
 */
function assertMessage(file: YamlFile, message: unknown, at: string): void {
  const isText = (one: unknown) => typeof one === 'string' && one !== '';
  if (message === undefined || isText(message)) return;
  const texts = isObject(message) ? Object.entries(message) : [];
  const areTexts = texts.every(([tag, one]) => /^[a-z]{2,3}$/.test(tag) && isText(one));
  if (areTexts && texts.some(([tag]) => tag === 'en')) return;
  throw file.defect(
    at,
    'the message of a rule is neither a text nor texts by language with English among them',
    'write a text such as "{value} already belongs to {owner}.", or { en: …, ru: … }',
  );
}

/**
 * Asserts that a pointer leads somewhere in a schema.
 * @param at JSON Pointer of the text that holds the pointer
 * @param keyword what the pointer belongs to, for the message
 * @throws ContractDefect if it leads nowhere
 */
export function assertPointer(
  file: YamlFile,
  schema: JsonObject,
  pointer: string,
  at: string,
  keyword = 'x-unique',
): void {
  if (schemasAt(schema, parsePointer(pointer)).length > 0) return;
  const known = new Set(propertyNames(schema).map((name) => formatPointer([name])));
  throw file.defect(
    at,
    `the pointer ${pointer} of ${keyword} leads nowhere in its schema`,
    `begin it with one of ${[...known].join(', ')}, and write /* for each element of a list`,
  );
}

/** The schemas that the steps of a pointer can lead to; `*` is any element of a list. */
export function schemasAt(schema: unknown, steps: readonly string[]): JsonObject[] {
  if (!isObject(schema)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [schema];
  const next =
    step === '*' ? schema.items : propertiesOf(schema).find(([name]) => name === step)?.[1];
  return [
    ...schemasAt(next, rest),
    ...branches(schema).flatMap((branch) => schemasAt(branch, steps)),
  ];
}

/** The parts and alternatives of a schema: by default those in its allOf, anyOf and oneOf. */
export function branches(
  schema: JsonObject,
  keywords: readonly string[] = ['allOf', 'anyOf', 'oneOf'],
): JsonObject[] {
  return keywords.flatMap((keyword) => [schema[keyword]].flat()).filter(isObject);
}

/** The properties of a schema itself, without those of its branches. */
export function propertiesOf({ properties }: JsonObject): [name: string, schema: JsonObject][] {
  return Object.entries(isObject(properties) ? properties : {}).flatMap(([name, schema]) =>
    isObject(schema) ? [[name, schema]] : [],
  );
}

/** The names of all properties of a schema and of its branches. */
export function propertyNames(schema: JsonObject): string[] {
  return [
    ...propertiesOf(schema).map(([name]) => name),
    ...branches(schema).flatMap(propertyNames),
  ];
}
