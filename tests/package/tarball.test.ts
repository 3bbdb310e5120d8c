import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { describe, expect, inject, test } from 'vitest';
import { attempt } from './command.ts';
import { publicExports } from './public-exports.ts';

const root = join(inject('folder'), 'package');
const files = globSync('**/*', { cwd: root });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('the tarball', () => {
  test('the tarball contains the contract, the pacts, the explorer, the control API and their pages', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'dist/spec/openapi.yaml',
        'dist/spec/openapi.json',
        'dist/THIRD-PARTY-LICENCES.md',
        'dist/contracts/pacts/pbx-console-data-api.json',
        'dist/contracts/report/report.schema.json',
        'dist/mocks/control/openapi.yaml',
        'dist/mocks/explorer/dist/_mock/index.html',
      ]),
    );
  });

  test('the tarball names author and licence, and no homepage', () => {
    expect(manifest).toMatchObject({ license: 'MIT', author: expect.any(String) });
    expect(manifest.keywords.length).toBeGreaterThan(3);
    expect(manifest).not.toHaveProperty('homepage');
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
    expect(licence).toMatch(/^MIT License\n\nCopyright \(c\) 2026 the Data API contract authors\n/);
  });

  test('the tarball contains neither tests nor sources', () => {
    const sources = files.filter((file) => /\.c?tsx?$/.test(file) && !/\.d\.c?ts$/.test(file));
    expect(sources).toEqual([]);
    // The room `mocks/testing` is for the tests of others.
    const tests = /(^|\/)(tests?|consumer|bench|proof)(\/|$)|\.test\./;
    expect(files.filter((file) => tests.test(file))).toEqual([]);
  });

  test('the tarball contains every file that it exports or runs', () => {
    const named = JSON.stringify([manifest.exports, manifest.bin]).match(/\.\/dist\/[^"]+/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    for (const file of named) expect(existsSync(join(root, file)), file).toBe(true);
  });

  test('the tarball has no script that npm runs or reports when somebody installs it', () => {
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(name);
    }
  });

  test('the tarball has the licence of every package that it bundles, and each permits that', () => {
    const text = readFileSync(join(root, 'dist/THIRD-PARTY-LICENCES.md'), 'utf8');
    const [, ...parts] = text.split(/^## (?=\S+ \d+\.\d+\.\d+\S*(?: \(.*\))?$)/m);
    const licences = parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return { title, name: title.split(' ')[0], text: lines.join('\n') };
    });
    expect(licences.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '@stoplight/prism-http',
        'lodash',
        'fp-ts',
        'preact',
        'redoc',
        'jsep',
        'strnum',
      ]),
    );
    const granted =
      /permission is hereby granted|redistribution and use|apache license|ISC License|permission to use/i;
    expect(licences.filter((one) => !granted.test(one.text)).map(({ title }) => title)).toEqual([]);
  });

  test('publint finds nothing in the tarball', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  test.each([
    ['connect', 'connectMock'],
    ['client', 'createDataApiClient'],
    ['examples', 'createExampleAnswers'],
  ])('%s is a script for tools that load no ES module, such as Jest', (entry, name) => {
    const { default: file } = manifest.exports[`./${entry}`].require;
    const module = { exports: {} };
    const code = readFileSync(join(root, file), 'utf8');
    const load = new Script(`(function (module, exports, require) {${code}\n})`).runInThisContext();
    load(module, module.exports, createRequire(import.meta.url));
    expect(module.exports).toMatchObject({ [name]: expect.any(Function) });
  });

  test('the types of the tarball resolve for every kind of import', async () => {
    const data = createPackageFromTarballData(readFileSync(inject('tarball')));
    // TypeScript reads no YAML.
    const analysis = await checkPackage(data, { excludeEntrypoints: ['./openapi.yaml'] });
    if (!analysis.types) throw new Error('Are The Types Wrong found no types.');
    // CommonJS gets at it by require(esm), which Node.js has since 22.12; the old resolution knows no exports.
    const excused = ['CJSResolvesToESM'];
    const wrong = analysis.problems.filter(
      (problem) =>
        !excused.includes(problem.kind) &&
        !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    expect(wrong).toEqual([]);
  });
});

test('the public exports are those of public-exports.txt', async () => {
  await expect(publicExports(root)).toMatchFileSnapshot('./public-exports.txt');
});

describe.each(Object.entries<string>(manifest.bin))('%s', (name, file) => {
  test(`${name} --help prints every option`, async () => {
    // The libraries are those of this repository, which the tarball's folder has none of.
    const ended = await attempt('.', process.execPath, [file, '--help']);
    expect(ended.code).toBe(0);
    await expect(ended.stdout).toMatchFileSnapshot(`./${name}.help.txt`);
  });
});
