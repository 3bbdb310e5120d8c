import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFake } from './fake.ts';
import { ownPact, serve, verifyAt } from './under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A script that runs instead of Pact's verifier. */
function script(text: string): string {
  const file = join(folder, 'child.mjs');
  writeFileSync(file, text);
  return file;
}

const accidents = [
  {
    says: 'crashes',
    text: `throw new Error('out of luck');`,
    want: `Pact's verifier ended with code 1 before it had a result: throw new Error('out of luck');`,
  },
  {
    says: 'is killed',
    text: `process.on('message', () => process.kill(process.pid, 'SIGKILL'));`,
    want: `Pact's verifier ended by SIGKILL before it had a result: it printed nothing.`,
  },
  {
    says: 'hangs',
    text: `setInterval(() => {}, 1000); process.on('message', () => {});`,
    silence: 500,
    want: `Pact's verifier said nothing for 0.5 s and was stopped.`,
  },
  {
    says: 'gives up',
    text: `process.on('message', () => process.send({ kind: 'failure', message: 'no pact' }));`,
    want: `Pact's verifier failed: no pact`,
  },
];

test.each(accidents)('a verifier that $says leaves every interaction open', async (accident) => {
  const { text, silence, want } = accident;
  await using server = await serve(createFake().reply);
  const { findings } = await verifyAt(server.url, { child: script(text), silence });
  expect(findings.length).toBe(16);
  for (const { finding } of findings) {
    expect(finding).toEqual({ outcome: 'inconclusive', message: want, exchanges: [] });
  }
});

test('what was set up is cleared away although the verifier crashes', async () => {
  const fake = createFake();
  await using server = await serve(fake.reply);
  const params = { 'x-pact-interaction': '0', rule: 'first_rule' };
  const state = 'a rule that holds a number and a group';
  const body = JSON.stringify({ action: 'setup', state, params });
  const request = { method: 'POST', path: '/_pactSetup', headers: {}, body };
  const child = script(`
    process.on('message', ({ kind }) => {
      if (kind === 'answer') process.exit(7);
      process.send({ kind: 'request', id: 1, request: ${JSON.stringify(request)} });
    });`);
  await verifyAt(server.url, { child });
  expect(server.told.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  expect(fake.rules.size).toBe(0);
});

test('the process of the verifier ends with its parent, even while it waits for an answer', async () => {
  const path = fileURLToPath(new URL('../../../contracts/pact/verifier-child.ts', import.meta.url));
  const child = fork(path, [], { silent: true, execArgv: [] });
  child.send({ kind: 'replay', pacts: [ownPact] });
  await once(child, 'message');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
});
