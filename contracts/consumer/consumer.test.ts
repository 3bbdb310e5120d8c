import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newPact, pactFile } from './consumer-pact.ts';
import { accepted } from './interactions/accepted.ts';
import { refused } from './interactions/refused.ts';

// The tests write the pact to a temporary folder and compare it, so that they change no file. All
// interactions are in one test file, because test files run in parallel and in any order.
const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
const page = newPact(folder);
const interactions = Object.entries({ ...accepted, ...refused });
let written = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describe('the consumer understands the response to', () => {
  test.each(interactions)('%s', async (description, write) => {
    await write(page, description);
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
