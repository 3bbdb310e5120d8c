import { globSync, readFileSync } from 'node:fs';

/** A package that is bundled into this one, as Vite names it. */
interface Licence {
  readonly name: string;
  readonly version: string;
  readonly identifier?: string;
  readonly text?: string;
}

/** Renders the licences of all packages that Vite bundled, from the lists that it made of them. */
export function renderLicences(lists: readonly string[]): string {
  const bundled = lists.flatMap((file): Licence[] => JSON.parse(readFileSync(file, 'utf8')));
  const all = new Map(
    [...bundled, ...inOneFile(), redoc()].map((one) => [`${one.name} ${one.version}`, one]),
  );
  const parts = [...all].sort().map(([title, licence]) => {
    const text = licence.text ?? standardText(licence);
    const name = licence.identifier === undefined ? '' : ` (${licence.identifier})`;
    return `## ${title}${name}\n\n${text.trim()}\n`;
  });
  const head =
    'Parts of these packages are bundled into `mocks/prism/library.js`, `mocks/explorer` and `spec/client/client.cjs`.';
  return `# Licences of third parties\n\n${head}\n\n${parts.join('\n')}`;
}

// Packages that jsonpath-plus and fast-xml-parser have in their one file, which Vite does not look into.
function inOneFile(): Licence[] {
  const ofPaths = ['jsep', '@jsep-plugin/assignment', '@jsep-plugin/regex'];
  const ofXml = [
    'fast-xml-builder',
    'is-unsafe',
    'path-expression-matcher',
    'strnum',
    'xml-naming',
  ];
  return [...ofPaths, '@nodable/entities', ...ofXml].map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const [file] = globSync(`${folder}/LICENSE*`);
    const text = file === undefined ? {} : { text: readFileSync(file, 'utf8') };
    return { name, version, identifier: license, ...text };
  });
}

// The explorer has it as a file, which Vite does not look into.
function redoc(): Licence {
  const { version, license } = JSON.parse(readFileSync('node_modules/redoc/package.json', 'utf8'));
  const files = ['LICENSE', 'bundles/redoc.standalone.js.LICENSE.txt'];
  const texts = files.map((file) => readFileSync(`node_modules/redoc/${file}`, 'utf8').trim());
  return { name: 'redoc', version, identifier: license, text: texts.join('\n\n') };
}

// Some packages name MIT and their author, and leave out the text.
function standardText({ name, version, identifier }: Licence): string {
  const manifests = globSync(`node_modules/{,**/node_modules/}${name}/package.json`);
  const own = manifests
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
    .find((manifest) => manifest.version === version);
  const author = own?.author?.name ?? own?.author ?? `the authors of ${name}`;
  if (identifier !== 'MIT')
    throw new Error(`${name} ${version} has no licence text: leave it out.`);
  const [, terms = ''] = readFileSync('LICENSE', 'utf8').split(/^Copyright .*\n/m);
  return `MIT License\n\nCopyright (c) ${author}\n${terms}`;
}
