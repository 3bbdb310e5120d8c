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
  '@stoplight/prism-': /^mocks\/prism\/library\.ts$/,
  '@pact-foundation/pact': /^contracts\/(consumer\/.*|pact\/verifier-child)\.ts$/,
  'fast-check': /^contracts\/exploration\/(commands|explore)\.ts$/,
  undici: /^(contracts\/(http\/transport|pact\/state-endpoint)|mocks\/http\/forward)\.ts$/,
  'fp-ts': /^mocks\/prism\/[a-z-]+\.ts$/,
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

  test('a folder is entered through its index alone', () => {
    const broken = crossing.filter(
      ({ file, target }) =>
        !file.startsWith('tests/') && !/^(spec|mocks|contracts)\/index\.ts$/.test(target),
    );
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
  const apart = /^(spec\/client\/(openapi|resources)\.types\.ts|contracts\/consumer\/.*)$/;
  const own = files.filter(
    ({ file }) => /^(spec|mocks|contracts)\//.test(file) && !apart.test(file),
  );

  test.each(own.map(({ file }) => file))('%s', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).not.toMatch(words);
  });
});

describe('JSON Pointers are read and written by spec/shared/json-pointer.ts alone', () => {
  /** What is made by hand leaves out an escape sooner or later; each with code that it finds. */
  const byHand = [
    {
      form: /\.replace(All)?\(\s*['"`/]~/,
      such: "step.replaceAll('~1', '/').replaceAll('~0', '~')",
    },
    {
      form: /pointer\s*\??\.(slice|split|\w*[iI]ndexOf|\w+With)\(/i,
      such: "pointer.slice(1).split('/')",
    },
    { form: /steps\b[^;{]*\.join\(['"`]\/['"`]\)/i, such: "one.steps.slice(0, -1).join('/')" },
    { form: /`\/\$\{(?!encodeURIComponent)/, such: `pointer !== \`/\${identity.name}\`` },
  ];

  test.each(byHand)('$such would be found', ({ form, such }) => expect(such).toMatch(form));

  const own = files.filter(
    ({ file }) => /^(spec|mocks|contracts)\//.test(file) && file !== 'spec/shared/json-pointer.ts',
  );

  test('no file makes them by hand', () => {
    const found = own.flatMap(({ file }) => {
      const text = readFileSync(join(root, file), 'utf8');
      return byHand.flatMap(({ form }) => form.exec(text)?.[0].concat(` in ${file}`) ?? []);
    });
    expect(found).toEqual([]);
  });
});
