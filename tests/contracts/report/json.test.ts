import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { renderJson } from '../../../contracts/report/index.ts';
import type { Report, ShownExchange } from '../../../contracts/report/report.ts';
import { sampleExchange, sampleReport, sampleResult, unreachableReport } from './sample-report.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const schema = JSON.parse(
  readFileSync(new URL('../../../contracts/report/report.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: true, strictTypes: false });
formats.default(ajv);
const validate = ajv.compile(schema);

/** A type with every optional property, so that the compiler reports what a sample lacks. */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Name in keyof T]-?: Whole<T[Name]> }
    : T;

const fullExchange: Whole<ShownExchange> = {
  ...sampleExchange(),
  request: {
    method: 'POST',
    url: 'http://provider.test',
    headers: { a: 'b' },
    body: { c: 1 },
    bodyLength: 7,
  },
  response: { status: 200, headers: { a: 'b' }, body: null, bodyLength: 4 },
  failure: 'cut off',
};

const full: Whole<Report> = {
  ...sampleReport(),
  seed: 42,
  strict: false,
  limited: true,
  environment: { node: 'v24.0.0', commit: 'c', ref: 'main', job: 'test', url: 'https://ci.test/1' },
  promises: [{ id: 'U1', says: 'It holds.' }],
  groups: [{ kind: 'accepted', ids: ['adds-a-desk'] }],
  coverage: [{ kind: 'promise', name: 'U7', tried: 0, reason: 'No test data.' }],
  results: [
    {
      ...sampleResult(),
      outcome: 'broken',
      message: 'It breaks.',
      source: {
        page: 'p',
        row: 'r',
        fact: 'f',
        example: 'e',
        silence: 's',
        title: 't',
        quote: 'q',
        url: 'https://docs.test/p',
      },
      doubt: 'D1',
      promises: ['U1'],
      exchanges: [fullExchange],
      script: 'curl …',
      repeat: 'npm run verify …',
      replay: { collection: '/things', steps: [{ do: 'list' }] },
    },
  ],
  doubts: [
    {
      doubt: 'D1',
      question: 'Is it?',
      answers: ['It is.'],
      exchanges: [fullExchange],
      positions: [{ key: 'D1', is: 'so', seen: { it: ['so'] } }],
    },
  ],
  left: ['Something.'],
  notes: ['Something.'],
};

function parsed(report: Report): Json {
  return JSON.parse(renderJson(report));
}

describe('report.json is valid by its schema', () => {
  test.each([
    { of: 'a broken provider', report: sampleReport() },
    { of: 'an unreachable provider', report: unreachableReport },
    { of: 'a report with every property', report: full },
    { of: 'a failed verifier', report: sampleReport({ verdict: 'failed', exitCode: 4 }) },
    { of: 'an interruption', report: sampleReport({ verdict: 'interrupted', exitCode: 143 }) },
  ])('for $of', ({ report }) => {
    validate(parsed(report));
    expect(validate.errors).toBeNull();
  });

  test('and contains the complete report, with long bodies', () => {
    expect(parsed(sampleReport())).toEqual(JSON.parse(JSON.stringify(sampleReport())));
  });
});

/** Every nested object with its path, except headers, bodies and steps, which have any shape. */
function* objectsOf(
  value: Json,
  path: string,
): Generator<{ path: string; object: { [name: string]: Json } }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* objectsOf(item, `${path}/${index}`);
  } else if (
    typeof value === 'object' &&
    value !== null &&
    !/\/(headers|body)$|\/steps\//.test(path)
  ) {
    yield { path: path === '' ? '/' : path, object: value };
    for (const [name, item] of Object.entries(value)) yield* objectsOf(item, `${path}/${name}`);
  }
}

/** The paths of optional properties. */
const optional =
  /^\/(seed|strict|limited|promises|environment(\/[a-z]+)?)$|^\/coverage(\/0\/reason)?$|^\/results\/0\/(message|source|doubt|script|replay|repeat|source\/[a-z]+)$|^\/doubts\/0\/positions(\/0\/(is|seen\/[a-z]+))?$|\/exchanges\/0\/(response|failure|(request|response)\/body(Length)?)$/;
const members = [...objectsOf(parsed(full), '')].flatMap(({ path, object }) =>
  Object.keys(object).map((name) => ({ path, name, whole: `${path === '/' ? '' : path}/${name}` })),
);
const places = [...objectsOf(parsed(full), '')].map(({ path }) => path);

function changed(place: string, change: (object: { [name: string]: Json }) => unknown): boolean {
  const report = parsed(full);
  const found = [...objectsOf(report, '')].find(({ path }) => path === place);
  if (found === undefined) throw new Error(`There is nothing at ${place}.`);
  change(found.object);
  return validate(report);
}

describe('report.json is invalid by its schema', () => {
  test('only if there are objects to change', () => {
    expect(places).toContain('/results/0/exchanges/0/request');
    expect(places).toContain('/doubts/0');
  });

  test.each(places)('with an unknown property at %s', (place) => {
    expect(
      changed(place, (object) => {
        object.surprise = 1;
      }),
    ).toBe(false);
  });

  test.each(members.filter(({ whole }) => !optional.test(whole)))('without $whole', (member) => {
    expect(changed(member.path, (object) => delete object[member.name])).toBe(false);
  });

  test.each([
    { of: 'an unknown outcome', place: '/results/0', name: 'outcome', value: 'fine' },
    { of: 'an unknown verdict', place: '/', name: 'verdict', value: 'ok' },
    { of: 'the exit code of misuse', place: '/', name: 'exitCode', value: 2 },
    { of: 'a malformed time', place: '/', name: 'started', value: 'yesterday' },
    {
      of: 'a status as text',
      place: '/results/0/exchanges/0/response',
      name: 'status',
      value: '200',
    },
    { of: 'another format', place: '/', name: 'format', value: 1 },
  ])('with $of', ({ place, name, value }) => {
    expect(
      changed(place, (object) => {
        object[name] = value;
      }),
    ).toBe(false);
  });
});

describe('report.json is valid by its schema', () => {
  test.each(members.filter(({ whole }) => optional.test(whole)))('without $whole', (member) => {
    expect(changed(member.path, (object) => delete object[member.name])).toBe(true);
  });
});
