import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MatchersV3 } from '@pact-foundation/pact';
import { afterAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { accepted } from './interactions/accepted.ts';
import { refused } from './interactions/refused.ts';
import { agree, newPact, pactFile, token } from './pact.ts';

// The pact is written to a folder of its own and compared, so that a test run changes no file.
// All interactions stand in one test file, because files run at the same time and in any order.
const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
const pact = newPact(folder);
const interactions = [...accepted, ...refused];
let agreed = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describe('the consumer gets on with', () => {
  test.each(interactions)('$says', async (interaction) => {
    const { asked, answered } = interaction;
    await agree(pact, interaction).executeTest(async ({ url }) => {
      const outcome = await asked.call(createClient({ baseUrl: url, token }));
      expect(outcome).toEqual(
        'refused' in answered
          ? { accepted: false, status: answered.refused }
          : { accepted: true, value: MatchersV3.reify(answered.accepted) },
      );
    });
    agreed += 1;
  });
});

test('the committed pact is the one that the consumer tests write', async ({ skip }) => {
  if (agreed < interactions.length) skip('Only a run of all interactions writes the whole pact.');
  const written = readFileSync(join(folder, pactFile), 'utf8');
  const message = `contracts/pacts/${pactFile} is not what the consumer tests write; run npm run pacts and commit it`;
  await expect(written, message).toMatchFileSnapshot(`../pacts/${pactFile}`);
});
