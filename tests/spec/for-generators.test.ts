import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleKeys, isObject, objectsIn } from '../../spec/document/references.ts';
import { ownContract } from '../../spec/index.ts';

const document = parse(readFileSync(ownContract, 'utf8'));
const objects = [...objectsIn(document, exampleKeys)];

// What generators of code read of a document is less than what is valid.
describe('a document that generators of code read', () => {
  test('every reference leads to a whole component, since generators name types after it', () => {
    const references = objects.flatMap(({ object: { $ref } }) => ($ref === undefined ? [] : $ref));
    expect(references.length).toBeGreaterThan(100);
    const whole = /^#\/components\/\w+\/\w+$/;
    expect(references.filter((one) => !whole.test(String(one)))).toEqual([]);
  });

  test('a choice has no fields, limits or type beside it, since generators read each alternative alone', () => {
    const choices = objects.filter(({ object }) => object.anyOf ?? object.oneOf);
    expect(choices.length).toBeGreaterThan(5);
    const beside = choices.flatMap(({ object, pointer }) =>
      Object.keys(object)
        .filter((key) => !/^(anyOf|oneOf|title|description|x-.*)$/.test(key))
        .map((key) => `${pointer}/${key}`),
    );
    expect(beside).toEqual([]);
  });

  test('every alternative names its type', () => {
    const alternatives = objects.flatMap(({ object: { anyOf, oneOf }, pointer }) =>
      [anyOf ?? oneOf ?? []].flat().map((schema) => ({ schema, pointer })),
    );
    const untyped = alternatives.filter(
      ({ schema }) => isObject(schema) && schema.$ref === undefined && schema.type === undefined,
    );
    expect(untyped).toEqual([]);
  });
});
