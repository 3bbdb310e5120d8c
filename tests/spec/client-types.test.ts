import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

const folder = join(import.meta.dirname, 'client-types');
const errors: { file: string; line: number; message: string }[] = [];

// As the bundler of a web page compiles, with optional properties read strictly. What `npm run check`
// compiles reads them loosely.
beforeAll(() => {
  const program = ts.createProgram(
    ['right.ts', 'wrong.ts'].map((file) => join(folder, file)),
    {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      paths: { 'data-api-contract/client': [join(folder, '../../../spec/client/client.ts')] },
    },
  );
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    errors.push({ file: file?.fileName ?? '', line, message });
  }
});

test('documented calls, and the usual ways to read their results, compile', () => {
  expect(errors.filter(({ file }) => !file.endsWith('/wrong.ts'))).toEqual([]);
});

test('wrong bodies, wrong paths and misread results do not compile', () => {
  const lines = readFileSync(join(folder, 'wrong.ts'), 'utf8').split('\n');
  expect(lines.filter((line) => line.includes('@ts-expect-error')).length).toBeGreaterThan(20);
  // A line that compiles although an error is expected is an error.
  expect(errors.filter(({ file }) => file.endsWith('/wrong.ts'))).toEqual([]);
});
