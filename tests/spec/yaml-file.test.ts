import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStringOneByteRepresentation } from 'node:v8';
import { expect, test } from 'vitest';
import { builtForm } from '../../spec/document/yaml-file.ts';
import { readYamlFile } from '../../spec/index.ts';

function read(text: string): Record<string, unknown> {
  const file = join(mkdtempSync(join(tmpdir(), 'yaml-')), 'file.yaml');
  writeFileSync(file, text);
  return readYamlFile(file).value as Record<string, unknown>;
}

test('a text takes two bytes a letter only if it needs them itself', () => {
  const { plain, folded, latin, other } = read(
    'plain: Personal melodies\nfolded: >-\n  Personal\n  melodies\nlatin: Größe “”\nother: Мелодия\n',
  );
  expect(plain).toBe('Personal melodies');
  expect(folded).toBe('Personal melodies');
  expect(isStringOneByteRepresentation(String(plain))).toBe(true);
  expect(isStringOneByteRepresentation(String(folded))).toBe(true);
  expect(latin).toBe('Größe “”');
  expect(other).toBe('Мелодия');
});

test('an alias is the same object as its anchor, and unusual keys are kept', () => {
  const value = read('a: &all {list: [one, two]}\nb: *all\n"__proto__": {text: three}\n');
  expect(value.b).toBe(value.a);
  expect(value.a).toEqual({ list: ['one', 'two'] });
  expect(Object.keys(value)).toEqual(['a', 'b', '__proto__']);
});

test('a built form beside a file is read in its place, with the lines of the file, while the file stays as it was', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'yaml-')), 'file.yaml');
  writeFileSync(file, '# A comment\nfirst: 1\nsecond: [2, 3]\n');
  const { value, ...form } = builtForm(file) as { value: object };
  expect(value).toEqual({ first: 1, second: [2, 3] });
  writeFileSync(`${file}.json`, JSON.stringify({ ...form, value: { ...value, first: 'built' } }));
  const built = readYamlFile(file);
  expect([built.isBuilt, built.value]).toEqual([true, { first: 'built', second: [2, 3] }]);
  expect(built.locate('/second/1')).toEqual({ file, line: 3 });

  writeFileSync(file, 'first: changed\n');
  const changed = readYamlFile(file);
  expect([changed.isBuilt, changed.value]).toEqual([false, { first: 'changed' }]);
  writeFileSync(`${file}.json`, 'no JSON');
  expect(readYamlFile(file).value).toEqual({ first: 'changed' });
});
