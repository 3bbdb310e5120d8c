import type {
  DoubtAnswer,
  Report,
  Result,
  ShownExchange,
} from '../../../contracts/report/report.ts';
import { tally } from '../../../contracts/report/tally.ts';

/** Text that every report must escape: markup, quotes, fences, commands. */
export const hostile = '<script>alert("x")</script> \'q\' & ]]> ``` | 100% a:b,c';

/** An exchange with a Cyrillic name. */
export function sampleExchange(changes: Partial<ShownExchange> = {}): ShownExchange {
  return {
    note: 'add a second one',
    request: {
      method: 'POST',
      url: 'http://provider.test/api/desks',
      headers: { authorization: '***', 'content-type': 'application/json' },
      body: { name: 'Стол у окна', seats: [1, 2] },
    },
    response: {
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: { id: 83, name: 'Стол у окна' },
    },
    ms: 12.5,
    curl: `curl -X POST -H "Authorization: $TOKEN" -d '{"name":"Стол у окна"}' 'http://provider.test/api/desks'`,
    ...changes,
  };
}

/** A kept promise of the checks. */
export function sampleResult(changes: Partial<Result> = {}): Result {
  return {
    id: 'adds-a-desk',
    layer: 'checks',
    says: 'A valid request is accepted.',
    outcome: 'kept',
    promises: [],
    exchanges: [],
    ms: 20,
    ...changes,
  };
}

/** Two requests that were both accepted, although one had to be refused. */
export const brokenResult = sampleResult({
  id: 'U1-add',
  says: 'A taken seat is refused.',
  outcome: 'broken',
  message: 'The second desk with seat 1 was accepted with 201.',
  promises: ['U1'],
  source: {
    page: 'add-desk',
    row: 'seats',
    title: 'Add a desk',
    quote: 'Seats that are **FREE**, of `kind` 1.',
    url: 'https://docs.test/add-desk',
  },
  repeat: 'npm run verify -- --provider http://provider.test/api --check U1-add --seed 42',
  exchanges: [sampleExchange({ note: 'add the first one' }), sampleExchange()],
  script: '#!/bin/sh\ncurl -X POST …\ncurl -X POST …\n',
});

/** An answer to a doubt, with its evidence. */
export const answeredDoubt: DoubtAnswer = {
  doubt: 'D9',
  question: 'Is an empty list null or []?',
  answers: ['An empty list is returned as [].'],
  exchanges: [sampleExchange({ note: 'add without any' })],
};

/** One result of every outcome and layer, with Cyrillic, markup and a long body. */
export const sampleResults: readonly Result[] = [
  brokenResult,
  sampleResult({
    id: 'pact-hostile',
    layer: 'pact',
    says: `Markup comes back as it was sent: ${hostile}.`,
    outcome: 'broken',
    message: `Returned ${hostile}`,
    source: { fact: 'text-kept', example: 'request', silence: 'Nothing on escapes.' },
    exchanges: [
      sampleExchange({
        request: {
          method: 'PUT',
          url: 'http://provider.test/api/desks/83?a="b"',
          headers: { 'x-quote': hostile },
          body: hostile,
        },
        response: { status: 500, headers: {}, body: `\u0000\u001b[31m\r\n😀 \ud800 ${hostile}` },
      }),
      sampleExchange({ response: undefined, failure: 'no response within 5000 ms' }),
    ],
  }),
  sampleResult({
    id: 'race',
    layer: 'exploration',
    says: 'Of two simultaneous requests one is refused.',
    outcome: 'inconclusive',
    message: 'It needs 3 seats, but there are 2.',
  }),
  sampleResult({
    id: 'empty-list',
    says: 'An empty list is null or [].',
    outcome: 'observed',
    doubt: 'D9',
    message: 'An empty list is returned as [].',
    exchanges: [
      sampleExchange({ response: { status: 200, headers: {}, body: 'длинно '.repeat(10_000) } }),
    ],
  }),
  sampleResult(),
  sampleResult({
    id: 'lists',
    says: 'Added items are listed.',
    outcome: 'skipped',
    message: 'The provider has no list.',
  }),
];

/** A report of a broken provider; the counts follow from its results. */
export function sampleReport(changes: Partial<Report> = {}): Report {
  const results = changes.results ?? sampleResults;
  return {
    format: 2,
    verifier: '0.1.0',
    verdict: 'broken',
    exitCode: 1,
    summary: '2 promises are broken.',
    contract: { title: 'Booking desk', version: '1.0', file: 'spec/openapi.yaml' },
    provider: 'http://provider.test/api',
    started: '2026-01-02T03:04:05.678Z',
    ms: 2345,
    seed: 42,
    strict: false,
    requests: 132,
    ...tally(results),
    environment: {
      node: 'v24.0.0',
      commit: 'abc123',
      ref: 'main',
      job: 'CI / contract',
      url: 'https://ci.test/77',
    },
    promises: [
      { id: 'U1', says: 'A taken seat is refused.' },
      { id: 'U7', says: 'A seat and a desk with the same id are different things.' },
    ],
    coverage: [
      { kind: 'operation', name: 'POST /desks', tried: 12 },
      { kind: 'promise', name: 'U7', tried: 0, reason: 'No test data.' },
    ],
    doubts: [
      answeredDoubt,
      { doubt: 'D4', question: 'Is an unknown id refused?', answers: [], exchanges: [] },
    ],
    left: ['Desk 83 could not be deleted.'],
    notes: ['The provider asked for a pause once.'],
    ...changes,
    results,
  };
}

/** A report of a provider that could not be reached. */
export const unreachableReport: Report = sampleReport({
  verdict: 'unreachable',
  exitCode: 3,
  summary: 'The provider could not be reached.',
  coverage: [],
  results: [],
  doubts: [],
  left: [],
  notes: ['Is the port right?'],
});
