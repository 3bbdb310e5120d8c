import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MatchersV3 } from '@pact-foundation/pact';
import { afterAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { accepted } from './interactions/accepted.ts';
import { refused } from './interactions/refused.ts';
import { addInteraction, newPact, pactFile, token } from './pact.ts';

// The tests write the pact to a temporary folder and compare it, so that they change no file. All
// interactions are in one test file, because test files run in parallel and in any order.
const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
const pact = newPact(folder);
const interactions = [...accepted, ...refused];
let written = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describe('the consumer understands the response to', () => {
  test.each(interactions)('$description', async (interaction) => {
    const { request, response } = interaction;
    await addInteraction(pact, interaction).executeTest(async ({ url }) => {
      const result = await request.call(createClient({ baseUrl: url, token }));
      expect(result).toEqual(
        'refused' in response
          ? { accepted: false, status: response.refused }
          : { accepted: true, value: MatchersV3.reify(response.accepted) },
      );
    });
    written += 1;
  });
});

test('the committed pact is the one that the consumer tests write', async ({ skip }) => {
  if (written < interactions.length)
    skip('Only a run of all interactions writes the complete pact.');
  const text = readFileSync(join(folder, pactFile), 'utf8');
  const message = `contracts/pacts/${pactFile} differs from what the consumer tests write; run "npm run pacts" and commit it`;
  await expect(text, message).toMatchFileSnapshot(`../pacts/${pactFile}`);
});
