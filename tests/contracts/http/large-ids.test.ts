import { expect, test } from 'vitest';
import { accusations, type Changes, verifyBehind } from './gateway.ts';

const offset = 9_007_199_254_741_000n;

/** Gives every rule an id beyond 2^53, of which every other one is no double. */
function withLargeIds(): Changes & { readonly issued: ReadonlySet<string> } {
  const issued = new Set<string>();
  const inner = (digits: string) =>
    BigInt(digits) < offset ? digits : String(BigInt(digits) - offset);
  const outer = (digits: string) => {
    const id = String(BigInt(digits) + offset);
    issued.add(id);
    return id;
  };
  return {
    issued,
    request: (one) => ({
      ...one,
      path: one.path.replace(/(?<=personal\/)\d+$/, inner),
      body: one.path.startsWith('/melodies') ? one.body.replace(/(?<="id":)\d+/, inner) : one.body,
    }),
    response: (sent, { path }) =>
      path.startsWith('/melodies')
        ? { ...sent, body: sent.body.replaceAll(/(?<="id":\s*)\d+/g, outer) }
        : sent,
  };
}

test.each(['pact', 'checks', 'exploration'] as const)(
  'the layer %s uses ids beyond 2^53 to the digit, and accuses nobody of them',
  async (only) => {
    const changes = withLargeIds();
    const { report, passed } = await verifyBehind(changes, { only, runs: 20 });
    expect(accusations(report)).toEqual({ verdict: 'kept', results: [] });
    const isRule = ({ path }: { path: string }) => path.startsWith('/melodies/personal/');
    const named = passed
      .filter(isRule)
      .flatMap(({ path, body }) => [path, ...(body.match(/"id":\d+/g) ?? [])])
      .flatMap((text) => /\d{16,}$/.exec(text) ?? [])
      .filter((id) => BigInt(id) >= offset);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((id) => !changes.issued.has(id))).toEqual([]);
    expect(report.left.filter((line) => line.includes('melodies'))).toEqual([]);
  },
);

test('the report names ids beyond 2^53 once, with the doubt about their size', async () => {
  const { report } = await verifyBehind(withLargeIds(), { checks: ['number-taken-on-add'] });
  expect(report.doubts.find(({ doubt }) => doubt === 'D24')?.answers).toEqual([
    'Ids are larger than 2^53−1: JSON.parse in JavaScript rounds them, the verifier does not.',
  ]);
});

test('the evidence shows a number as the provider wrote it', async () => {
  const response: Changes['response'] = (sent) => ({
    ...sent,
    body: sent.body
      .replaceAll(/(?<="media_id":\s*)(\d+)/g, '"$1"')
      .replaceAll(/(?<="id":\s*)(\d+)/g, '$1.0'),
  });
  const { report } = await verifyBehind(
    { response },
    { checks: ['answers-shape', 'number-taken-on-add'] },
  );
  const shape = report.results.find(({ id }) => id === 'answers-shape');
  expect(shape?.message).toMatch(/media_id.* must be integer/);
  expect(JSON.stringify(shape?.exchanges[0]?.response?.body)).toMatch(/"id":\d+\.0/);
});

test.each(['pact', 'checks'] as const)(
  'the layer %s takes 50.0 for 50, as JSON Schema does',
  async (only) => {
    const response: Changes['response'] = (sent) => ({
      ...sent,
      body: sent.body.replaceAll(/(?<="(?:id|media_id)":\s*)(\d+)/g, '$1.0'),
    });
    const { report } = await verifyBehind({ response }, { only });
    expect(accusations(report)).toEqual({ verdict: 'kept', results: [] });
  },
);

test.each(['"\\ud800"', '".."', '84.5', '1e400'])(
  'an id of %s breaks the promise about the response, and is never sent',
  async (id) => {
    const response: Changes['response'] = (sent, { path }) =>
      path.startsWith('/melodies')
        ? { ...sent, body: sent.body.replaceAll(/(?<="id":\s*)\d+/g, id) }
        : sent;
    const { report, passed } = await verifyBehind(
      { response },
      { checks: ['number-taken-on-add', 'answers-shape', 'answers-identity'] },
    );
    expect(report.verdict).toBe('broken');
    expect(passed.filter(({ path }) => /personal\/(?!0|-1)/.test(path))).toEqual([]);
  },
);
