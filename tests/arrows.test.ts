import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder may import of the others; nobody imports the tests. */
const arrows: Record<string, string[]> = {
  spec: [],
  mocks: ['spec'],
  contracts: ['spec'],
  tests: ['spec', 'mocks', 'contracts'],
};

/** The libraries that stand in one file each, and the file. */
const guarded: Record<string, RegExp> = {
  '@stoplight/prism-': /^mocks\/prism-library\.ts$/,
  '@pact-foundation/pact': /^contracts\/(consumer\/.*|pact\/child)\.ts$/,
  'fast-check': /^contracts\/exploration\/(commands|explore)\.ts$/,
  undici: /^(contracts\/(transport|pact\/state-endpoint)|mocks\/relay)\.ts$/,
  'fp-ts': /^mocks\/prism(-[a-z]+)?\.ts$/,
};

const files = globSync('{spec,mocks,contracts,tests}/**/*.{ts,tsx}', { cwd: root }).map((file) => ({
  file: file.split(sep).join('/'),
  imports: [
    ...readFileSync(join(root, file), 'utf8').matchAll(/from '([^']+)'|import\('([^']+)'\)/g),
  ].map((match) => match[1] ?? match[2] ?? ''),
}));

const crossing = files.flatMap(({ file, imports }) =>
  imports
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ file, target: relative(root, join(root, dirname(file), name)) }))
    .filter(({ target }) => target.split(sep)[0] !== file.split('/')[0]),
);

describe('the arrows between the folders', () => {
  test('there are some to hold', () => {
    expect(crossing.some(({ file }) => file.startsWith('mocks/'))).toBe(true);
  });

  test.each(Object.entries(arrows))('%s imports only %j of the others', (folder, allowed) => {
    const broken = crossing.filter(
      ({ file, target }) =>
        file.startsWith(`${folder}/`) && !allowed.includes(target.split(sep)[0] ?? ''),
    );
    expect(broken).toEqual([]);
  });

  test('a folder is entered through its index alone, but for what the page shares', () => {
    const broken = crossing.filter(
      ({ file, target }) =>
        !file.startsWith('tests/') &&
        !/^(spec|mocks|contracts)\/index\.ts$/.test(target) &&
        !(file.startsWith('mocks/explorer/') && /^spec\/shared\//.test(target)),
    );
    expect(broken).toEqual([]);
  });

  test('what the page shares imports no library, nor anything that could', () => {
    const shared = files.filter(({ file }) => file.startsWith('spec/shared/'));
    expect(shared.length).toBeGreaterThan(0);
    const named = new Set(shared.flatMap(({ imports }) => imports));
    const broken = [...named].filter((one) => !/^\.\/|^\.\.\/json-pointer\.ts$/.test(one));
    expect(broken).toEqual([]);
  });

  test.each(Object.entries(guarded))('%s is imported where it is tamed', (library, home) => {
    const importing = files.filter(({ imports }) =>
      imports.some((name) => name.startsWith(library)),
    );
    expect(importing.length).toBeGreaterThan(0);
    const outside = importing.filter(({ file }) => !home.test(file) && !file.startsWith('tests/'));
    expect(outside).toEqual([]);
  });
});

describe('nothing of this one API stands in TypeScript', () => {
  const words =
    /melod|number_capacity|employee_group|virtual-number|media_id|sip[-_ ]?number|purpose:/i;
  // What is generated, and the consumer with its pacts.
  const apart = /^(spec\/(openapi|resources)\.types\.ts|contracts\/consumer\/.*)$/;
  const own = files.filter(
    ({ file }) => /^(spec|mocks|contracts)\//.test(file) && !apart.test(file),
  );

  test.each(own.map(({ file }) => file))('%s', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).not.toMatch(words);
  });
});
