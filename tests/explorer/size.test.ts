import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../mocks/explorer/dist/_mock', import.meta.url));

/** A chunk in Vite's manifest. */
interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync(join(built, '.vite/manifest.json'), 'utf8'),
);

/** Every file that a page loads, or only what its first view waits for. */
function filesOf(
  name: string,
  when: 'ever' | 'at once' = 'ever',
  found = new Set<string>(),
): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The page has no part ${name}; build it again.`);
  if (found.has(chunk.file)) return found;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  const later = when === 'ever' ? (chunk.dynamicImports ?? []) : [];
  for (const one of [...(chunk.imports ?? []), ...later]) filesOf(one, when, found);
  return found;
}

function compressed(files: Iterable<string>): number {
  return [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(built, file)), { level: 9 }).length,
    0,
  );
}

test('the page is at most 300 kB compressed, and Redoc is no part of it', () => {
  const files = filesOf('index.html');
  expect([...files].filter((file) => file.includes('redoc'))).toEqual([]);
  expect(compressed(['index.html', ...files])).toBeLessThan(300_000);
});

test('the first view waits for at most 60 kB compressed', () => {
  expect(compressed(['index.html', ...filesOf('index.html', 'at once')])).toBeLessThan(60_000);
});
