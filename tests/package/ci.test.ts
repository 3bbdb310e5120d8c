import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type StartedMock, startMock } from '../../mocks/index.ts';
import { attempt, run } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'verified-in-ci-'));
const reports = join(folder, 'data-api-reports');
// Whether all is kept is tried elsewhere; here it is whether the recipes run.
const check = 'taken-number-last';
const rsync = spawnSync('rsync', ['--version']).status === 0;
const script = resolve('.ci/verify-provider');
let mock: StartedMock;

// Here Vite imports the mock in its own way, as it does in a project that has the package linked.
beforeAll(async () => {
  mock = await startMock();
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the shell recipe', () => {
  const verify = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
    attempt(folder, script, args, {
      PACKAGE: inject('tarball'),
      VERIFY_TOKEN: 'any',
      ...environment,
    });

  test('the shell recipe verifies a provider and keeps the reports', async () => {
    const { code, stdout } = await verify({ PROVIDER: mock.url }, '--check', check);
    expect(stdout).toContain('Kept: ');
    expect(code).toBe(0);
    expect(readFileSync(join(reports, 'junit.xml'), 'utf8')).toContain('<testsuite');
  });

  test('the shell recipe says which variable is missing', async () => {
    const { code, stderr } = await verify({ PROVIDER: undefined });
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('Say which provider to verify');
  });
});

test.runIf(rsync)('gitlab-ci-local runs the job for GitLab (apt-get install rsync)', async () => {
  const project = join(folder, 'project');
  await run(folder, 'git', 'init', '--quiet', project);
  cpSync('.gitlab/verify-provider.yml', join(project, '.gitlab-ci.yml'));
  const variables = {
    PROVIDER: mock.url,
    PACKAGE: inject('tarball'),
    VERIFY_TOKEN: 'any',
    OPTIONS: `--check ${check} --quiet`,
  };
  const args = Object.entries(variables).flatMap(([name, value]) => [
    '--variable',
    `${name}=${value}`,
  ]);
  const local = resolve('node_modules/.bin/gitlab-ci-local');
  const { code, stdout, stderr } = await attempt(
    project,
    local,
    ['--force-shell-executor', '--home', folder, ...args, 'verify-provider'],
    { GIT_CONFIG_GLOBAL: '/dev/null' },
  );
  expect([code, stdout, stderr].join('\n')).toContain('Kept: ');
  expect(existsSync(join(project, 'data-api-reports/report.html'))).toBe(true);
});
