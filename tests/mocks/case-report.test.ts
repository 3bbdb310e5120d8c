import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../contracts/report/report.ts';
import type { CaseRun } from '../../mocks/control/cases/case-run.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import { faults, type Provider, startProvider } from '../providers/index.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../contracts/report/report.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: true, strictTypes: false });
formats.default(ajv);
const validate = ajv.compile(schema);
const started = '2026-11-28T12:00:00.000Z';

let provider: Provider;
let mock: Mock;
let url: string;
beforeAll(async () => {
  provider = await startProvider(faults.find(({ id }) => id === 'conflict-answered-ok')?.ways);
  mock = await createMock({ provider: provider.url });
  url = await mock.listen();
});
afterAll(async () => {
  await mock.close();
  await provider.close();
});

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${url}/_mock/cases/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function runOn(to: 'mock' | 'provider', ids: readonly string[]): Promise<CaseRun[]> {
  const { first, second } = provider.tokens;
  const access = to === 'mock' ? {} : { token: first, secondToken: second };
  const runs: CaseRun[] = [];
  // One after another: they use the same test data.
  for (const id of ids) runs.push(await (await post(id, { to, ...access })).json());
  return runs;
}

async function report(to: 'mock' | 'provider', results: readonly object[]): Promise<Report> {
  const response = await post('report', { format: 'json', to, started, results });
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
}

describe('a report of cases', () => {
  test('of a provider is a report of the verifier, with the exchanges of what failed', async () => {
    const runs = await runOn('provider', ['number-taken-on-add', 'd2-cyrillic-purpose']);
    const made = await report('provider', runs);
    expect(validate(made), ajv.errorsText(validate.errors)).toBe(true);
    expect(made).toMatchObject({
      verdict: 'broken',
      provider: provider.url,
      started,
      counts: { broken: 1, observed: 1 },
      summary: '1 of 1 case failed on the provider.',
      doubts: [{ doubt: 'D2' }],
    });
    const [failed] = made.results;
    expect(failed).toMatchObject({ id: 'number-taken-on-add', outcome: 'broken' });
    expect(failed?.repeat).toBe(
      `npx data-api-verify --provider '${provider.url}' --token "$TOKEN" --check number-taken-on-add`,
    );
    expect(failed?.exchanges.at(-1)?.note).toMatch(/^the request under test, POST .*refused/);
    expect(failed?.script).toContain('-H "authorization: $TOKEN"');
    expect(made.doubts[0]?.exchanges).toHaveLength(1);
  });

  test('of the mock says so, and names what could not run', async () => {
    const [passed] = await runOn('mock', ['edit-shrinks']);
    const unsent = {
      case: 'add-one-number',
      verdict: 'could-not-run',
      says: 'Gone.',
      steps: [],
      left: [],
    };
    const made = await report('mock', [{ ...passed, to: 'mock' }, unsent]);
    expect(validate(made), ajv.errorsText(validate.errors)).toBe(true);
    expect(made).toMatchObject({
      verdict: 'kept',
      provider: url,
      counts: { kept: 1, skipped: 1 },
      summary: '1 case passed on the mock; none failed.',
    });
    expect(made.notes.join(' ')).toContain('on the mock itself');
    expect(made.notes.join(' ')).toContain('The exchanges of add-one-number');
  });

  test('holds no secret, whatever the results hold', async () => {
    const [run] = await runOn('provider', ['number-taken-on-add']);
    const secret = 'hunter22-hunter22';
    const leaky = run?.steps.map((step) => ({
      ...step,
      request: {
        ...step.request,
        headers: { ...step.request?.headers, authorization: secret },
        body: `{"password":"${secret}"}`,
      },
    }));
    for (const format of ['html', 'junit', 'json']) {
      const results = [{ ...run, steps: leaky }];
      const text = await (
        await post('report', { format, to: 'provider', started, results })
      ).text();
      expect(text).toContain('number-taken-on-add');
      expect(text).not.toContain(secret);
      for (const token of Object.values(provider.tokens)) expect(text).not.toContain(token);
    }
  });

  test('comes as HTML and as well-formed JUnit XML, too', async () => {
    const results = await runOn('provider', ['number-taken-on-add', 'edit-shrinks']);
    const page = await post('report', { format: 'html', to: 'provider', started, results });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toMatch(/^<!doctype html>.*2 of 2 cases failed on the provider\./s);
    const file = await post('report', { format: 'junit', to: 'provider', started, results });
    expect(file.headers.get('content-type')).toBe('application/xml');
    const xml = await file.text();
    expect(XMLValidator.validate(xml)).toBe(true);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    expect(parser.parse(xml).testsuites).toMatchObject({ tests: '2', failures: '2' });
  });

  test.each([
    [
      'an unknown case',
      { results: [{ case: 'nope', verdict: 'differs', says: null, steps: [], left: [] }] },
      /There is no case ..nope/,
    ],
    ['an unknown format', { format: 'pdf' }, /format/],
    [
      'a step without its request',
      {
        results: [{ case: 'edit-shrinks', verdict: 'differs', says: null, steps: [{}], left: [] }],
      },
      /request/,
    ],
    [
      'several results of a case',
      {
        results: Array(2).fill({
          ...{ case: 'edit-shrinks', verdict: 'differs', says: null, steps: [], left: [] },
        }),
      },
      /edit-shrinks.* several results/,
    ],
    [
      'an answer without a status and headers',
      {
        results: [
          {
            ...{ case: 'edit-shrinks', verdict: 'differs', says: null, left: [] },
            steps: [
              {
                ...{ role: 'request', operation: 'x', account: null, expected: '' },
                ...{ request: { method: 'GET', path: '/' }, answer: { ms: 1 } },
              },
            ],
          },
        ],
      },
      /answer/,
    ],
  ])('refuses %s in one sentence', async (_, part, says) => {
    const response = await post('report', {
      format: 'json',
      to: 'mock',
      started,
      results: [],
      ...part,
    });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toMatch(says);
  });
});
