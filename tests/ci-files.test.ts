import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { validate } from 'dockerfile-utils';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createCommand } from '../contracts/cli/command-line.ts';
import { loadContract, loadIdentifierKinds, ownContract } from '../spec/index.ts';
import { wordsOf } from './documentation-page.ts';
import { holdPactCommand, pactCommand } from './pact-command.ts';

const own = readFileSync('.github/workflows/ci.yml', 'utf8');
const jobs = ['contracts/README.md', 'contracts/PACT.md']
  .flatMap((page) => [
    ...readFileSync(page, 'utf8').matchAll(/^```yaml\n(# [^\n]*\.ya?ml[^\n]*\n[\s\S]*?)^```$/gm),
  ])
  .map((match) => match[1] ?? '');
const folder = mkdtempSync(join(tmpdir(), 'ci-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the GitHub action is valid', () => {
  const text = readFileSync('.github/actions/verify/action.yml', 'utf8');
  expect(validateAction(text).errors).toEqual([]);
});

test('the workflows that the pages print are valid', () => {
  const workflows = jobs.filter((text) => text.startsWith('# .github/'));
  expect(workflows.length).toBeGreaterThan(0);
  for (const text of workflows) expect(validateWorkflow(text).errors).toEqual([]);
});

describe('the CI of this project', () => {
  test('the workflow of this project checks out, sets up Node.js with a cache and runs .ci/run', () => {
    expect(validateWorkflow(own).errors).toEqual([]);
    const { steps } = parse(own).jobs.test;
    expect(steps).toEqual([
      { uses: expect.stringMatching(/^actions\/checkout@v\d+$/) },
      {
        uses: expect.stringMatching(/^actions\/setup-node@v\d+$/),
        with: { 'node-version': 24, cache: 'npm' },
      },
      { run: '.ci/run' },
    ]);
  });

  test('.ci/run runs the commands that CONTRIBUTING.md names, and no others', () => {
    const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
    const [, section = ''] = contributing.split('\n## Continuous integration\n');
    const [sentence = ''] = section.split('.\n');
    const named = [...sentence.matchAll(/`(npm [^`]+)`/g)].map(([, command]) => command);
    const run = readFileSync('.ci/run', 'utf8').match(/^npm .*$/gm);
    expect(named).toEqual(run);
  });

  test('.ci/run installs the packages of Debian that CONTRIBUTING.md names, and no others', () => {
    const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
    const named = [...contributing.matchAll(/^sudo apt-get install (\S+)$/gm)];
    const installed = [...readFileSync('.ci/run', 'utf8').matchAll(/missing\+=\((\S+)\)/g)];
    expect(new Set(installed.map(([, name]) => name))).toEqual(
      new Set(named.map(([, name]) => name)),
    );
  });
});

test('the validator of workflows finds a wrong key', () => {
  expect(validateAction('name: no action').errors).not.toEqual([]);
  expect(validateWorkflow('on: push').errors).not.toEqual([]);
});

describe('gitlab-ci-local, which knows the schema of GitLab', () => {
  const listed = (text: string) => {
    writeFileSync(join(folder, '.gitlab-ci.yml'), text);
    const args = ['--list-json', '--json-schema-validation'];
    return spawnSync('gitlab-ci-local', args, { cwd: folder, encoding: 'utf8' });
  };
  spawnSync('git', ['init', '--quiet', folder]);

  test('gitlab-ci-local accepts the GitLab job', () => {
    const { status, stdout } = listed(readFileSync('.gitlab/verify-provider.yml', 'utf8'));
    expect(status).toBe(0);
    expect(stdout).toContain('verify-provider');
  });

  test('gitlab-ci-local accepts the GitLab jobs that the pages print as a whole', () => {
    const whole = jobs.filter((text) => text.startsWith('# .gitlab') && !text.includes('include:'));
    expect(whole.length).toBeGreaterThan(0);
    for (const text of whole) expect(listed(text).status, text).toBe(0);
  });

  test('gitlab-ci-local refuses a wrong job', () => {
    const text = readFileSync('.gitlab/verify-provider.yml', 'utf8');
    expect(listed(text.replace('when: always', 'when: sometimes')).status).not.toBe(0);
  });
});

test('the jobs that the pages print give the verifier and Pact options that they have', async () => {
  const command = createCommand(loadIdentifierKinds(await loadContract(ownContract)));
  const lines = jobs.flatMap((text) => text.match(/(?<=^ +- (run: )?)npx .*$/gm) ?? []);
  const folded = jobs.flatMap((text) => text.match(/\.\/verify\.sh(\s+(--|').+)+/g) ?? []);
  const ofPact = lines.filter((line) => pactCommand.test(line));
  expect(ofPact.length).toBeGreaterThan(5);
  for (const line of ofPact) holdPactCommand(wordsOf(line.replace(pactCommand, '')));
  expect(folded.length).toBeGreaterThan(1);
  for (const text of folded) command.parse(wordsOf(text).slice(1), { from: 'user' });
});

describe('shellcheck', () => {
  const installed = spawnSync('shellcheck', ['--version']).status === 0;
  test.runIf(installed)(
    'shellcheck finds nothing in the scripts (apt-get install shellcheck)',
    () => {
      const scripts = globSync(['.ci/*', 'tests/recipes/**/*.sh']).filter((file) =>
        readFileSync(file, 'utf8').startsWith('#!'),
      );
      expect(scripts).toContain(join('.ci', 'verify-provider'));
      const { status, stdout } = spawnSync('shellcheck', scripts, { encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, '']);
    },
  );
});

test('the Containerfile is valid', () => {
  expect(validate(readFileSync('Containerfile', 'utf8'))).toEqual([]);
  expect(validate('FROM node\nRUM true\n')).not.toEqual([]);
});
