import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { startProvider } from '../../providers/index.ts';
import { runVerify } from '../verify-command.ts';
import type { Tables } from './observed-run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'in-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command, interrupts it at requests of the provider, and returns what came of it. */
async function interruptAt(signal: NodeJS.Signals, requests: readonly number[], report: string) {
  let count = 0;
  let tables: Tables | undefined;
  let interrupt = () => {};
  const provider = await startProvider({
    prepare(db) {
      tables = db;
    },
    around(_db, _request, next) {
      count += 1;
      if (requests.includes(count)) interrupt();
      // The second interruption meets a clean-up that waits.
      return requests.length > 1 && count > (requests[0] ?? 0) ? Promise.resolve('hang') : next();
    },
  });
  const args = ['--provider', provider.url, '--token', 'token-one', '--only', 'checks'];
  const child = spawn(
    process.execPath,
    ['contracts/cli/data-api-verify.cjs', ...args, '--report', report, '--timeout', '60000'],
    { cwd: root, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  interrupt = () => child.kill(signal);
  // Somebody who interrupts again and again, until it ends.
  const again = setInterval(() => {
    if (requests.length > 1 && text.stderr.includes('Interrupted')) child.kill(signal);
  }, 100);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(again);
  await provider.close();
  return { code, ...text, rules: tables?.rules.map(({ id }) => id), count };
}

describe('an interrupted command', () => {
  test.each([
    { signal: 'SIGINT', code: 130 },
    { signal: 'SIGTERM', code: 143 },
  ] as const)(
    'cleans up, writes the reports, and exits with $code after $signal',
    async (given) => {
      const dir = join(folder, given.signal);
      const run = await interruptAt(given.signal, [600], dir);
      expect(run.code).toBe(given.code);
      expect(run.stderr).toContain('Interrupted: cleaning up;');
      expect(run.stdout).toContain('! Interrupted: The run was interrupted. Found: 0 broken, ');
      expect(run.rules).toEqual([77, 77]);
      expect(readdirSync(dir).toSorted()).toEqual(['junit.xml', 'report.html', 'report.json']);
      const report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ verdict: 'interrupted', exitCode: given.code });
    },
  );

  test('ends at once at the second signal', async () => {
    const run = await interruptAt('SIGINT', [600, 0], join(folder, 'twice'));
    expect(run.code).toBe(130);
    expect(run.stdout).not.toContain('Found:');
  });
});

test('--dry-run lists the requests of each check, and sends nothing', async () => {
  let count = 0;
  const provider = await startProvider({
    around(_db, _request, next) {
      count += 1;
      return next();
    },
  });
  const dir = join(folder, 'dry');
  const args = ['--provider', provider.url, '--numbers', '1000-1099', '--report', dir, '--dry-run'];
  const { code, stdout, stderr } = await runVerify(args);
  await provider.close();
  expect({ code, stderr, count }).toEqual({ code: 0, stderr: '', count: 0 });
  expect(stdout).toMatch(
    /^About \d+ requests, which add, edit and delete; it may use --numbers 1000-1099,/,
  );
  expect(stdout).toContain('\nadd-one-number (about 3): POST /melodies/personal\n');
  expect(stdout).toContain('\nexploration (about ');
  expect(stdout).toMatch(/\nNothing was sent\.\n$/);
  expect(readdirSync(folder)).not.toContain('dry');
});

test('a run says at its start what it will do', async () => {
  const provider = await startProvider();
  const args = ['--provider', provider.url, '--token', 'token-one', '--check', 'add-documented'];
  const { stdout } = await runVerify(args);
  await provider.close();
  expect(stdout.split('\n')[1]).toBe(
    "About 3 requests, which add, edit and delete; it may use --numbers 1000-1199, --groups 2000-2199, --media 50,51, --sip-number 608 (of this project's mock also the defaults of --phone-numbers, --mobile-number, --city-number, --connectable-numbers, --employees, --main-melodies, --uploads), and touches nothing else.",
  );
});

test('a report that cannot be written is told in one sentence, beside the verdict and the other reports', async () => {
  const provider = await startProvider();
  const dir = join(folder, 'blocked');
  mkdirSync(join(dir, 'report.json', 'in-the-way'), { recursive: true });
  const args = ['--provider', provider.url, '--token', 'token-one', '--check', 'add-documented'];
  const { code, stdout, stderr } = await runVerify([...args, '--report', dir]);
  await provider.close();
  expect(code).toBe(4);
  expect(stdout).toContain('✔ Kept: The only tested promise is kept.');
  expect(stdout).toContain(join(dir, 'report.html'));
  expect(stderr).toMatch(/^The reports could not be written to [^\n]+; name another folder\.\n$/);
  expect(readdirSync(dir).toSorted()).toEqual(['junit.xml', 'report.html', 'report.json']);
});
