import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pactOf, path, rule } from './one-interaction.ts';
import { type Reply, serve, verifyAt } from './under-test.ts';

describe('an interaction that asks for more than the contract promises', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'promised-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function outcomeOf(pact: object, reply: Reply) {
    const file = join(folder, 'fax.json');
    writeFileSync(file, JSON.stringify(pact));
    await using server = await serve(() => reply);
    const { findings } = await verifyAt(server.url, { pacts: [file] });
    return findings[0]?.finding ?? { outcome: undefined, message: undefined };
  }

  const asList = pactOf({}, { body: [{ ...rule, employee_group_ids: [] }] });

  test('is kept if the provider does so, with a message', async () => {
    const found = await outcomeOf(asList, {
      status: 200,
      json: [{ ...rule, employee_group_ids: [] }],
    });
    expect(found).toEqual({
      outcome: 'kept',
      message:
        'It relies on more than the contract promises: $.employee_group_ids is [] (D9: Is an id list with nothing in it answered as `null` or as `[]`?).',
      exchanges: [],
    });
  });

  test('does not accuse a provider that takes the other reading of a doubt', async () => {
    const found = await outcomeOf(asList, {
      status: 200,
      json: [{ ...rule, employee_group_ids: null }],
    });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toMatch(
      /^The response is not what the consumer relies on: at \$\[0\]\.employee_group_ids, .+ The contract does not promise it: \$\.employee_group_ids is \[\] \(D9: .+\)\. Mend the pact, or ask the provider for the promise\.$/,
    );
  });

  test('does not accuse a provider that knows no more than the document', async () => {
    const pact = pactOf({}, { body: [{ ...rule, colour: 'red' }] });
    const found = await outcomeOf(pact, { status: 200, json: [rule] });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toMatch(
      /colour is missing\. The contract does not promise it: the response has/,
    );
  });

  test('does not accuse a provider that refuses what the document forbids', async () => {
    const pact = pactOf({ body: { media_id: 50, number_capacity_ids: [] } }, { status: 200 });
    const found = await outcomeOf(pact, { status: 422, json: {} });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toMatch(
      /was refused \(422\), but .+: the request lacks \$\.source_type \(.+row source_type/,
    );
  });

  test('does not accuse a provider whose refusal has another status', async () => {
    const pact = pactOf({ body: { media_id: 50 } }, { status: 409 });
    const found = await outcomeOf(pact, { status: 422, json: {} });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toContain('the status is exactly 409 (D8: ');
  });

  test.each([
    {
      given: 'a list with other ids',
      reply: { status: 200, json: [{ ...rule, employee_group_ids: [5] }] },
    },
    {
      given: 'another field that differs',
      reply: { status: 200, json: [{ ...rule, employee_group_ids: null, id: 'x' }] },
    },
    { given: 'a server error', reply: { status: 500 } },
    { given: 'a refusal', reply: { status: 403, json: {} } },
  ])('accuses it nevertheless for $given', async ({ reply }) => {
    expect((await outcomeOf(asList, reply)).outcome).toBe('broken');
  });

  test('is observed if its pact is pending', async () => {
    const pending = pactOf({}, { body: [rule] }, '4.0', {
      pending: true,
      type: 'Synchronous/HTTP',
    });
    const found = await outcomeOf(pending, { status: 500 });
    expect(found.outcome).toBe('observed');
    expect(found.message).toBe(
      'This pact is pending. GET /melodies/personal returned 500, a server error.',
    );
  });

  test('is told nothing for the base path of the provider, which a pact may include', async () => {
    const file = join(folder, 'fax.json');
    writeFileSync(file, JSON.stringify(pactOf({ path: `/api/v1${path}` }, { body: [rule] })));
    await using server = await serve(() => ({ status: 200, json: [rule] }));
    const { findings } = await verifyAt(`${server.url}/api/v1`, { pacts: [file] });
    expect(findings[0]?.finding).toEqual({ outcome: 'kept', exchanges: [] });
    expect(server.requests.map((one) => one.path)).toEqual([`/api/v1${path}`]);
  });
});
