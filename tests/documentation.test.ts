import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../mocks/index.ts';
import { createCommand } from '../mocks/options.ts';
import { type CurlRequest, parseCurl } from './curl-command.ts';

const root = new URL('..', import.meta.url);
const read = (file: string) => readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
const pages = ['README.md', 'mocks/README.md', 'mocks/QA.md', 'CONTRIBUTING.md'];

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** The curl commands of a block, comments left out. */
function curlsOf(block: Block): CurlRequest[] {
  if (block.language !== 'sh') return [];
  const text = block.text.replaceAll(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
  return text
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .map(parseCurl);
}

describe.each(pages.filter((page) => read(page).includes('curl ')))(
  'the commands of %s',
  (page) => {
    let mock: Mock;
    let origin: string;
    beforeAll(async () => {
      mock = await createMock();
      origin = await mock.listen();
    });
    afterAll(() => mock.close());

    test('do what is printed, one after the other', async () => {
      const blocks = blocksOf(read(page));
      let compared = 0;
      let snapshot = '';
      for (const [i, block] of blocks.entries()) {
        const next = blocks[i + 1];
        const printed = next?.language === 'json' ? jsonValues(next.text) : [];
        for (const [k, curl] of curlsOf(block).entries()) {
          const body = curl.body === '@snapshot.json' ? snapshot : curl.body;
          const { method, headers } = curl;
          const stop = new AbortController();
          const answer = await fetch(curl.url.replace('http://127.0.0.1:4010', origin), {
            method,
            headers,
            signal: stop.signal,
            ...(body === undefined ? {} : { body }),
          });
          if (answer.headers.get('content-type') === 'text/event-stream') {
            stop.abort();
            continue;
          }
          const text = await answer.text();
          if (curl.url.endsWith('/snapshot')) snapshot = text;
          const wanted = printed[k];
          if (wanted === undefined) expect(answer.status, curl.url).toBeLessThan(300);
          else {
            expect(JSON.parse(text)).toEqual(wanted);
            compared++;
          }
        }
      }
      if (page.endsWith('README.md')) expect(compared).toBeGreaterThan(0);
    });
  },
);

// Several answers stand in one block, one after the other.
function jsonValues(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

test('every npm script that a page names is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run (\w+)/g)].map((m) => m[1]),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(scripts).toHaveProperty(name ?? '');
});

test('every option of the mock stands on the page for frontend developers, and no other', () => {
  const options = createCommand(async () => {}).options.map((option) => option.long ?? '');
  const block = blocksOf(read('mocks/README.md')).find(({ text }) => text.includes('--port 4010'));
  const printed = [...(block?.text ?? '').matchAll(/--[a-z][a-z-]*/g)].map((match) => match[0]);
  expect(new Set(printed)).toEqual(new Set(options));
});

test('every dependency has its line in the README, and no other has one', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const tables = read('README.md').split('## Dependencies')[1] ?? '';
  const named = [...tables.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) =>
    [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]),
  );
  expect(new Set(named)).toEqual(
    new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]),
  );
});

test('every link between the pages leads to a file', () => {
  for (const page of pages) {
    for (const [, target] of read(page).matchAll(/\]\(([^)#]+)\)/g)) {
      if (target === undefined || /^https?:/.test(target)) continue;
      const url = new URL(target, new URL(page, root));
      expect(() => readFileSync(fileURLToPath(url)), `${page}: ${target}`).not.toThrow();
    }
  }
});
