import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createConfig, lint } from '@redocly/openapi-core';
import { describe, expect, test } from 'vitest';
import { ownContract } from '../spec/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

/** Runs a command; the exit code and what it printed. */
async function outcome(command: string, args: string[]): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd: root });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

/** The contract with a piece of its text replaced, in a file of its own. */
async function withDefect<T>(
  old: RegExp,
  now: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plain-'));
  try {
    const text = readFileSync(ownContract, 'utf8');
    expect(text).toMatch(old);
    const file = join(folder, 'openapi.yaml');
    writeFileSync(file, text.replace(old, now));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutDescription =
  /^ *description: Adds a rule\.$|^ *description: Answers every rule of the account\.\n/m;
const spectral = (file: string) =>
  outcome(bin('spectral'), [
    'lint',
    '--fail-severity=hint',
    '--ruleset',
    join(root, '.spectral.yaml'),
    file,
  ]);
const redocly = async (ref: string) =>
  lint({ ref, config: await createConfig({ extends: ['recommended'] }) });

describe('Spectral with its OAS rules', () => {
  test('Spectral finds nothing in the contract', async () => {
    expect(await spectral(ownContract)).toMatchObject({ code: 0 });
  });

  test('Spectral finds the defects of a worse document', async () => {
    const { code, text } = await withDefect(withoutDescription, '', spectral);
    expect(code).not.toBe(0);
    expect(text).toContain('operation-description');
  });
});

describe('Redocly with its recommended rules', () => {
  test('Redocly finds nothing in the contract', async () => {
    expect(await redocly(ownContract)).toEqual([]);
  });

  test('Redocly finds the defects of a worse document', async () => {
    const problems = await withDefect(/^ *license:\n( {4}.*\n)+/m, '', redocly);
    expect(problems.map((problem) => problem.ruleId)).toContain('info-license');
  });
});

test('the generated types match the contract, and a stale file is found', async () => {
  const check = (file: string) =>
    outcome(process.execPath, ['tests/generate-types.ts', file, '--check']);
  expect(await check(ownContract)).toMatchObject({ code: 0 });
  const stale = await withDefect(/operationId: addPersonalMelody/, 'operationId: addMelody', check);
  expect(stale.code).not.toBe(0);
});

test('plain `prism mock` serves the contract', async () => {
  const prism = spawn(process.execPath, [bin('prism'), 'mock', ownContract, '-p', '0']);
  try {
    const lines = createInterface({ input: prism.stdout });
    let origin: string | undefined;
    for await (const line of lines) {
      origin = /Prism is listening on (\S+)/.exec(line)?.[1];
      if (origin !== undefined) break;
    }
    // Whatever it still says must be read, or it would block.
    prism.stdout.resume();
    const url = `${origin}/melodies/personal`;
    const headers = { authorization: 'any', 'content-type': 'application/json' };
    const lists = { number_capacity_ids: [352, 446, 448], employee_group_ids: [93, 103] };
    const melody = { ...lists, source_type: 'system', media_id: 50 };
    const post = (body: object) =>
      fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const added = await post(melody);
    expect([added.status, await added.json()]).toEqual([200, { ...melody, id: 83 }]);
    expect((await post({})).status).toBe(422);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers })).status).toBe(200);
  } finally {
    prism.kill();
  }
});
