import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attempt, run } from './command.ts';
import { executeSteps, type Stage } from './containerfile.ts';

// A container shares a kernel, and this a whole machine: what is root's is nobody's, and read-only.
const isolated =
  process.getuid?.() === 0 && (await attempt('.', 'unshare', ['-m', 'true'])).code === 0;
const folder = mkdtempSync(join(tmpdir(), 'container-'));
let stage: Stage;
// In a container everybody may look into the folders.
chmodSync(folder, 0o755);

beforeAll(async () => {
  const context = join(folder, 'context');
  const { stdout } = await run(
    '.',
    'git',
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  );
  for (const file of stdout.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(context, file)), { recursive: true });
    cpSync(file, join(context, file));
  }
  stage = await executeSteps('Containerfile', context, join(folder, 'stages'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that runs the steps' own as the container would: no rights, nothing to write to. */
function contained(words: readonly string[]): [string, string[]] {
  const [command = '', ...rest] = words;
  const own = [command === 'node' ? process.execPath : command, ...rest];
  if (!isolated) return [own[0] ?? '', own.slice(1)];
  const script = `mount --rbind / /mnt && mount -o remount,ro,bind /mnt && cd /mnt && \
    mount --bind "$1" "/mnt$1" && mount -o remount,ro,bind "/mnt$1" && folder=$2 && shift 2 && \
    exec chroot --userspec=65534:65534 /mnt sh -c 'cd "$0" && exec "$@"' "$folder" "$@"`;
  return ['unshare', ['-m', 'sh', '-euc', script, 'sh', folder, stage.workdir, ...own]];
}

describe('the steps of the Containerfile', () => {
  test('the Containerfile sets a user without rights, a health check and an entry point', () => {
    expect(stage.user).toBe('node');
    expect(stage.health[0]).toBe('node');
    expect(stage.entrypoint[0]).toBe('node');
  });

  test.runIf(isolated)('leave a file system that can be read-only', async () => {
    const [command, args] = contained(['touch', 'here']);
    const { code, stderr } = await attempt(stage.workdir, command, args);
    expect(code).not.toBe(0);
    expect(stderr).toContain('Read-only file system');
  });

  test('the steps of the Containerfile serve the mock, which is healthy and ends at SIGTERM', async () => {
    const [command, args] = contained(
      stage.entrypoint.map((word) => (word === '4010' ? '0' : word)),
    );
    const child = spawn(command, args, {
      cwd: stage.workdir,
      env: { PATH: process.env.PATH, ...stage.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    let port: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      port = /http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) break;
    }
    const check = (at: string) => {
      const words = stage.health.map((word) => word.replace('4010', at));
      return attempt(stage.workdir, ...contained(words));
    };
    expect((await check(port ?? '')).code).toBe(0);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect((await check(port ?? '')).code).toBe(1);
  });
});
