import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTestData } from '../../../contracts/run/options.ts';
import { loadContract, loadIdentifierKinds } from '../../../spec/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-identifiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  { type: 'integer', want: [79_000_000_001] },
  { type: 'string', want: ['79000000001'] },
  { type: '[string, "null"]', want: ['79000000001'] },
  { type: '[string, integer]', want: [79_000_000_001] },
])('digits of test data are as the document types the field: $type', async ({ type, want }) => {
  cpSync('tests/fixtures/lines', folder, { recursive: true });
  const path = join(folder, 'openapi.yaml');
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('number: { type: integer }');
  writeFileSync(path, text.replace('number: { type: integer }', `number: { type: ${type} }`));
  const kinds = loadIdentifierKinds(await loadContract(path));
  expect(readTestData(kinds, { numbers: '79000000001' })[0]?.ids).toEqual(want);
});
