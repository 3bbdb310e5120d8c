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

/** Writes a script that runs instead of Pact's verifier. */
function script(text: string): string {
  const file = join(folder, 'child.mjs');
  writeFileSync(file, text);
  return file;
}

const accidents = [
  {
    says: 'crashes',
    text: `throw new Error('out of luck');`,
    want: `Pact's verifier ended with code 1 without a result: throw new Error('out of luck');`,
  },
  {
    says: 'is killed',
    text: `process.on('message', () => process.kill(process.pid, 'SIGKILL'));`,
    want: `Pact's verifier ended by SIGKILL without a result: it printed nothing.`,
  },
  {
    says: 'hangs',
    text: `setInterval(() => {}, 1000); process.on('message', () => {});`,
    silence: 500,
    want: `Pact's verifier was stopped after 0.5 s without a message.`,
  },
  {
    says: 'gives up',
    text: `process.on('message', () => process.send({ kind: 'failure', message: 'no pact' }));`,
    want: `Pact's verifier failed: no pact`,
  },
];

test.each(accidents)(
  "if Pact's verifier $says twice, one interaction says so, and the others refer to it",
  async (accident) => {
    const { text, silence, want } = accident;
    await using server = await serve(createFake().reply);
    const { findings } = await verifyAt(server.url, { verifierChild: script(text), silence });
    expect(findings.length).toBe(16);
    const [first, ...others] = findings.map(({ finding }) => finding);
    expect(first).toEqual({ outcome: 'inconclusive', message: want, exchanges: [] });
    const see = `Pact's verifier has no verdict on it; see ${findings[0]?.id}.`;
    for (const one of others) {
      expect(one).toEqual({ outcome: 'skipped', message: see, exchanges: [] });
    }
  },
);

test("a failure of Pact's verifier by chance does not show", async () => {
  await using server = await serve(createFake().reply);
  const own = fileURLToPath(new URL('../../../contracts/pact/verifier-child.ts', import.meta.url));
  const mark = join(folder, 'failed-once');
  const verifierChild = script(`
    import { existsSync, writeFileSync } from 'node:fs';
    if (existsSync(${JSON.stringify(mark)})) await import(${JSON.stringify(own)});
    else {
      writeFileSync(${JSON.stringify(mark)}, '');
      process.exit(1);
    }`);
  const { outcomes } = await verifyAt(server.url, { verifierChild });
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['kept']));
});

test("states are cleaned up even if Pact's verifier crashes", async () => {
  const fake = createFake();
  await using server = await serve(fake.reply);
  const params = { 'x-pact-interaction': '0', rule: 'first_rule' };
  const state = 'a rule that holds a number and a group';
  const body = JSON.stringify({ action: 'setup', state, params });
  const request = { method: 'POST', path: '/_pactSetup', headers: {}, body };
  const verifierChild = script(`
    process.on('message', ({ kind }) => {
      if (kind === 'response') process.exit(7);
      process.send({ kind: 'request', id: 1, request: ${JSON.stringify(request)} });
    });`);
  await verifyAt(server.url, { verifierChild });
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST', 'DELETE']);
  expect(fake.rules.size).toBe(0);
});

test('the child process ends with its parent, even while it waits for a response', async () => {
  const path = fileURLToPath(new URL('../../../contracts/pact/verifier-child.ts', import.meta.url));
  const child = fork(path, [], { silent: true, execArgv: [] });
  child.send({ kind: 'replay', pacts: [ownPact] });
  await once(child, 'message');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
});
