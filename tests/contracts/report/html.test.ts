import { createHash } from 'node:crypto';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../contracts/report/index.ts';
import { contrast, paletteOf } from './contrast.ts';
import {
  brokenResult,
  hostile,
  sampleExchange,
  sampleReport,
  sampleResult,
  unreachableReport,
} from './sample-report.ts';

const page = renderHtml(sampleReport());
const withoutAssets = (html: string) => html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
/** The page without style and script. */
const markup = withoutAssets(page);
const text = markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function element(name: string): string {
  return new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(page)?.[1] ?? '';
}

describe('report.html', () => {
  test('is one document with closed tags', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en"><head><meta charset="utf-8"\/>/);
    const attributes = markup.replace(/ (open|hidden)(?=[ >])/g, ' $1=""');
    expect(XMLValidator.validate(attributes.replace('<!doctype html>\n', ''))).toBe(true);
  });

  test('starts with the verdict', () => {
    expect(text).toMatch(/✖ Broken 2 promises are broken\. 2 broken 1 inconclusive 1 observed/);
  });

  test('links each count to its results', () => {
    for (const [, id] of page.matchAll(/href="#([a-z]+)"/g)) {
      expect(page).toContain(`<details id="${id}"`);
    }
    expect(page).toContain('href="#inconclusive"');
    expect(renderHtml(unreachableReport)).not.toContain('href="#');
  });

  test('shows no search, no button and the time in UTC without scripts', () => {
    expect(markup).toContain('role="search" hidden>');
    expect(markup.match(/<button type="button" hidden>/g)).toHaveLength(
      markup.match(/<button/g)?.length ?? 0,
    );
    expect(text).toContain('Started 2026-01-02T03:04:05.678Z');
  });

  test('shows broken promises open and everything else folded', () => {
    expect(
      [...page.matchAll(/<details id="([a-z]+)"( open)?>/g)].map(([, id, open]) => [id, open]),
    ).toEqual([
      ['broken', ' open'],
      ['inconclusive', undefined],
      ['observed', undefined],
      ['kept', undefined],
      ['skipped', undefined],
      ['doubts', undefined],
      ['coverage', undefined],
    ]);
    expect(page).not.toMatch(/<details class="exchange" open/);
  });

  test.each([
    { says: 'the message', want: 'The second desk with seat 1 was accepted with 201.' },
    { says: 'the source', want: 'Add a desk – page add-desk, row seats · original page' },
    { says: 'what the row says', want: 'seats Seats that are FREE , of kind 1. Add a desk' },
    { says: 'a promise in words', want: 'Checks U1 A taken seat is refused.' },
    { says: 'a doubt in words', want: 'Checks D9 Is an empty list null or []?' },
    { says: 'how many findings a group has', want: 'Wrongly accepted: 1 finding' },
    { says: 'how often a group breaks a promise', want: '1 × U1 A taken seat is refused.' },
    { says: 'the path of a request', want: 'add the first one POST /api/desks → 201' },
    { says: 'the request', want: 'POST http://provider.test/api/desks authorization: ***' },
    {
      says: 'a body over several lines',
      want: '{ &quot;name&quot;: &quot;Стол у окна&quot;, &quot;seats&quot;: [1, 2] }',
    },
    { says: 'that there was no response', want: 'no response within 5000 ms' },
    {
      says: 'the curl command',
      want: 'Copy as curl curl -X POST -H &quot;Authorization: $TOKEN&quot;',
    },
    { says: 'the script', want: 'Copy the script #!/bin/sh curl -X POST' },
    {
      says: 'a doubt and its answer',
      want: 'D9 Is an empty list null or []? An empty list is returned as [].',
    },
    {
      says: 'the doubts without an answer',
      want: 'Nothing was observed about 1 more D4 Is an unknown id refused?',
    },
    { says: 'the leftovers', want: 'Left in the account Desk 83 could not be deleted.' },
    { says: 'the notes', want: 'Notes The provider asked for a pause once.' },
    { says: 'the seed', want: 'Seed 42' },
    { says: 'the versions', want: 'Verifier 0.1.0, Node.js v24.0.0' },
    { says: 'the mode', want: 'Mode consumer' },
    { says: 'the commit', want: 'Commit abc123 (main)' },
    { says: 'the CI job', want: 'CI job CI / contract' },
    { says: 'how long it took', want: 'Took 2.3 s, 132 requests' },
    { says: 'the command that repeats it', want: '--check U1-add --seed 42' },
    { says: 'how often something was tried', want: 'operation POST /desks 12×' },
    {
      says: 'why something was not tried',
      want: 'promise U7 A seat and a desk with the same id are different things. not tried: No test data.',
    },
    { says: 'the length of a cut body', want: '(70000 characters in total)' },
  ])('shows $says', ({ want }) => {
    expect(text).toContain(want);
  });

  test('shows the plainest of a group, and folds the others', () => {
    const results = ['b', 'a'].map((id, i) => {
      return {
        ...brokenResult,
        id,
        exchanges: [...brokenResult.exchanges, sampleExchange()].slice(i),
      };
    });
    const [shown = '', folded = ''] = renderHtml(sampleReport({ results })).split('<code>b</code>');
    expect(shown).toMatch(/Wrongly accepted: 2 findings.*<code>a<\/code>.*<details open>/s);
    expect(shown).toMatch(/<article id="result-b"><details><summary><h4>$/);
    expect(folded).toContain('A taken seat is refused.');
  });

  test('explains the promises that its verdict names', () => {
    const html = renderHtml(sampleReport({ summary: 'All are kept, but for U7.' }));
    expect(html).toContain('<summary>What U7 means</summary>');
  });

  test('leaves out what a run of cases has not', () => {
    const { seed: _, strict, environment, promises, coverage, ...least } = sampleReport();
    const run = { ...least, results: [brokenResult], doubts: [], left: [], notes: [] };
    const html = withoutAssets(renderHtml(run));
    for (const name of ['Seed', 'Mode', 'Commit', 'CI job']) {
      expect(html).not.toContain(`<dt>${name}`);
    }
    expect(html).not.toMatch(/undefined|null|NaN/);
  });

  test('links to web pages only', () => {
    const url = 'javascript:alert(1)';
    const result = { ...brokenResult, source: { ...brokenResult.source, url } };
    const html = renderHtml(sampleReport({ results: [result], environment: { url } }));
    expect(html).not.toMatch(/href="[^#]/);
    expect(page.match(/href="https:[^"]*"/g)).toEqual([
      'href="https://ci.test/77"',
      'href="https://docs.test/add-desk"',
    ]);
  });

  test('skips no level of headings', () => {
    const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const leaps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
    expect(leaps).toEqual([]);
  });
});

describe('text of a provider in report.html', () => {
  test('adds no script', () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(text).toContain('&lt;script>alert(&quot;x&quot;)');
  });

  test('is escaped everywhere', () => {
    const bad = '"><img src=x onerror=alert(1)>\'';
    const [first] = sampleReport({
      results: [
        sampleResult({
          id: bad,
          says: bad,
          message: bad,
          outcome: 'broken',
          script: bad,
          repeat: bad,
          source: { quote: bad, row: bad, title: bad, url: bad },
          doubt: bad,
          promises: [bad],
        }),
      ],
    }).results;
    const html = renderHtml(
      sampleReport({
        summary: bad,
        provider: bad,
        results: first === undefined ? [] : [first],
        coverage: [{ kind: 'rule', name: bad, tried: 0, reason: bad }],
        verifier: bad,
        environment: { node: bad, commit: bad, ref: bad, job: bad, url: bad },
        promises: [{ id: bad, says: bad }],
        doubts: [{ doubt: bad, question: bad, answers: [bad], exchanges: [] }],
        left: [bad],
        notes: [bad],
        contract: { title: bad, version: bad, file: bad },
      }),
    );
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img').length - 1).toBeGreaterThan(20);
  });

  test('is unchanged after unescaping', () => {
    const parser = new XMLParser({ processEntities: true, trimValues: false });
    const quoted = /<pre><code>(PUT [\s\S]*?)<\/code>/.exec(page)?.[1] ?? '';
    expect(parser.parse(`<a>${quoted}</a>`).a).toContain(hostile);
  });
});

describe('report.html', () => {
  test('forbids the network by its policy', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (content: string) => createHash('sha256').update(content).digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash(element('style'))}'`,
      `script-src 'sha256-${hash(element('script'))}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('loads nothing and has no inline styles, which the policy would block', () => {
    expect(markup.replace(/>[^<]*</g, '><')).not.toMatch(/ (src|style|on[a-z]+)=|<link|<iframe/);
    expect(element('style')).not.toMatch(/url\(|@import/);
  });
});

describe('the colours of report.html have the contrast of WCAG AA', () => {
  const [light, dark, print] = paletteOf(element('style'));
  test.each([
    { of: 'light', palette: light },
    { of: 'dark', palette: dark },
    { of: 'print', palette: { ...light, ...print } },
  ])('in the $of palette', ({ palette = {} }) => {
    const { back = '', box = '', text: ink = '', line: _, ...inks } = palette;
    expect(Object.keys(inks).length).toBeGreaterThan(5);
    const low = [
      ...Object.entries(inks).map(([name, colour]) => [name, contrast(colour, back)] as const),
      ['text', contrast(ink, back)] as const,
      ['text in a box', contrast(ink, box)] as const,
    ].filter(([, ratio]) => ratio < 4.5);
    expect(low).toEqual([]);
  });
});
