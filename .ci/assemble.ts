/** Lays beside the built JavaScript what it reads at run time: the contract, the pacts, the explorer. */
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';
import { parse } from 'yaml';
import { builtForm } from '../spec/document/yaml-file.ts';
import { loadCatalogue, loadContract, ownContract } from '../spec/index.ts';
import { renderLicences } from './licences.ts';

const data = [
  'spec/*.yaml',
  'spec/*.schema.json',
  'mocks/control/openapi.yaml',
  'mocks/explorer/dist',
  'contracts/report/report.schema.json',
  'contracts/report/html/report.{css,js}',
  'contracts/pacts/*.json',
];

for (const pattern of data) {
  const found = globSync(pattern);
  if (found.length === 0) {
    process.stderr.write(`The package needs ${pattern}, and there is none; run npm run build.\n`);
    process.exitCode = 1;
  }
  for (const path of found) {
    const target = join('dist', path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target, { recursive: true });
  }
}

// What the package then takes as checked.
loadCatalogue(await loadContract(ownContract));
await loadContract('mocks/control/openapi.yaml');
for (const path of globSync(['spec/*.yaml', 'mocks/control/openapi.yaml'])) {
  writeFileSync(join('dist', `${path}.json`), JSON.stringify(builtForm(path)));
}

// For bundlers, which read JSON but no YAML.
if (existsSync('spec/openapi.yaml')) {
  const document: unknown = parse(readFileSync('spec/openapi.yaml', 'utf8'));
  writeFileSync('dist/spec/openapi.json', `${JSON.stringify(document)}\n`);
}

// For Jest, which loads no ES module without a flag of Node.js. Each may begin with what its modules ask for.
const required = {
  'mocks/testing/connect': '',
  'spec/client/client': '',
  'spec/client/example-answers': '',
  'contracts/authoring/index':
    "const ownFolder = require('node:path').join(__dirname, '../../spec');",
  'contracts/runner/describe-provider': '',
};
for (const [path, banner] of Object.entries(required)) {
  if (!existsSync(`dist/${path}.js`)) continue;
  const name = basename(path);
  await build({
    configFile: false,
    logLevel: 'warn',
    // Of several modules in one file, only that of the contract looks for files beside it.
    define: { 'import.meta.filename': '__filename', 'import.meta.dirname': 'ownFolder' },
    // Its form as an ES module takes itself for CommonJS.
    resolve: { alias: { '@jsdevtools/ono': '@jsdevtools/ono/cjs/index.js' } },
    // Its own CommonJS is read otherwise by Jest than by Node.js, so it is in the file.
    ssr: { noExternal: true },
    build: {
      ssr: `dist/${path}.js`,
      license: { fileName: `${name}.licences.json` },
      outDir: `dist/${dirname(path)}`,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: {
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false, banner },
      },
    },
  });
  writeFileSync(`dist/${path}.d.cts`, `export * from './${name}.js';\n`);
}

const lists = [
  ...Object.keys(required)
    .map((path) => `dist/${path}.licences.json`)
    .filter(existsSync),
  'dist/mocks/prism/licences.json',
  'dist/mocks/explorer/dist/_mock/.vite/licences.json',
];
writeFileSync('dist/THIRD-PARTY-LICENCES.md', renderLicences(lists));
for (const list of lists) rmSync(list);
