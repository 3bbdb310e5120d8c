import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profileShape } from '../../spec/index.ts';

const file = new URL('../../spec/profile.schema.json', import.meta.url);

/** A schema without what only people read. */
function withoutWords(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { $schema, title, description, ...rest } = value as Record<string, unknown>;
  return rest;
}

test('the published schema of a profile allows what is read, and nothing else', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'), withoutWords)).toEqual(profileShape);
});
