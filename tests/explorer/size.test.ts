import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../mocks/explorer/dist/_mock', import.meta.url));

/** A part of the page as Vite's manifest tells of it. */
interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync(join(built, '.vite/manifest.json'), 'utf8'),
);

/** Every file that a part of the page loads, in time or at once, but for a part that is left out. */
function filesOf(name: string, without: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The page has no part ${name}; build it again.`);
  if (name === without || found.has(chunk.file)) return found;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  for (const one of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) {
    filesOf(one, without, found);
  }
  return found;
}

function compressed(files: Iterable<string>): number {
  return [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(built, file)), { level: 9 }).length,
    0,
  );
}

test('the page without the documentation is at most 300 kB compressed', () => {
  const whole = filesOf('index.html', 'none');
  const files = filesOf('index.html', 'documentation/documentation-view.tsx');
  // Otherwise the documentation would be part of what is loaded first.
  expect([...files].some((file) => file.includes('redoc'))).toBe(false);
  expect([...whole].some((file) => file.includes('redoc'))).toBe(true);
  expect(compressed(['index.html', ...files])).toBeLessThan(300_000);
});
