import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { expect, test } from 'vitest';
import { inlineCodeOf, pages, proseOf, read } from './documentation-page.ts';
import { faults, lawful } from './providers/index.ts';

/** The anchors of a page's headings, as GitHub and GitLab make them. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links and pictures of a page that stay in the repository. */
const linksOf = (page: string) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { target, file: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });

test.each(pages)('every link of %s leads to a file, and every anchor to a heading', (page) => {
  const broken = linksOf(page).filter(
    ({ file, anchor }) =>
      !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor)),
  );
  expect(broken).toEqual([]);
});

test('the links test derives anchors as GitHub does', () => {
  const anchors = anchorsOf('mocks/README.md');
  expect(anchors).toContain('without-a-server-msw');
  expect(anchors).toContain('vitest-an-account-for-each-test');
  expect(anchors).not.toContain('nowhere');
});

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { file } of linksOf(page)) if (pages.includes(file)) reached.add(file);
  }
  expect([...reached].toSorted()).toEqual(pages);
});

test('every file and folder that a page names exists', () => {
  const named = pages.flatMap((page) =>
    inlineCodeOf(page)
      .filter((code) =>
        /^(spec|mocks|contracts|tests|\.ci|\.github|\.gitlab)(\/[\w.*-]+)*\/?$/.test(code),
      )
      .map((code) => ({ page, code })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ code }) => globSync(code).length === 0)).toEqual([]);
});

test('the README has at most 120 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

const definition =
  'A **doubt** is a point where the documentation contradicts itself or says nothing';

test.each(pages.filter((page) => /\bdoubts?\b/i.test(plain(page))))(
  '%s says what a doubt is where it first speaks of one',
  (page) => {
    const first = plain(page)
      .split(/\n\s*\n/)
      .find((paragraph) => /\bdoubts?\b/i.test(paragraph));
    expect(first?.replaceAll(/\s+/g, ' ')).toContain(definition);
  },
);

/** The words of a page: neither code nor where links lead. */
function plain(page: string): string {
  return proseOf(page)
    .replaceAll(/`[^`]+`/g, '')
    .replaceAll(/\]\([^)\s]+\)/g, ']');
}

test('no sentence stands on two pages, except the definition of a doubt', () => {
  const sentences = pages.flatMap((page) =>
    proseOf(page)
      .replaceAll(/\s+/g, ' ')
      .split(/(?<=[.:]) /)
      .filter((sentence) => sentence.split(' ').length >= 8 && !sentence.includes(definition))
      .map((sentence) => ({ page, sentence })),
  );
  const twice = [...Map.groupBy(sentences, ({ sentence }) => sentence).values()].filter(
    (places) => places.length > 1,
  );
  expect(sentences.length).toBeGreaterThan(100);
  expect(twice).toEqual([]);
});

test('the pages state the right number of example providers', () => {
  const text = pages.map(proseOf).join('\n').replaceAll(/\s+/g, ' ');
  const printed = (form: RegExp) => [...text.matchAll(form)].map(([, count]) => Number(count));
  const lawfulOnes = printed(/(\d+) (?:example )?providers that differ in lawful ways/g);
  const faultyOnes = printed(/(\d+) (?:with one mistake each|that each make one mistake)/g);
  expect([lawfulOnes.length, faultyOnes.length]).toEqual([2, 2]);
  expect(new Set(lawfulOnes)).toEqual(new Set([lawful.length]));
  expect(new Set(faultyOnes)).toEqual(new Set([faults.length]));
});
