import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The table of rooms in CONTRIBUTING.md, which readers and this test share: folder → what it may import. */
const rooms = new Map(
  [
    ...read('CONTRIBUTING.md').matchAll(
      /^\| `((?:spec|mocks|contracts)\/[^`]*)` \|[^|]*\|([^|]*)\|$/gm,
    ),
  ].map(([, room = '', allowed = '']) => [
    room,
    [...allowed.matchAll(/`([^`]+)`/g)].map(([, name = '']) =>
      /^(spec|contracts)\//.test(name) ? name : `${room.split('/')[0]}/${name}`,
    ),
  ]),
);

/** The libraries that stand in one file each, and the file. */
const guarded: Record<string, RegExp> = {
  '@stoplight/prism-': /^(mocks\/prism\/library|tests\/mocks\/reference-prism)\.ts$/,
  '@pact-foundation/pact': /^contracts\/(authoring\/record|pact\/verifier-child)\.ts$/,
  'fast-check': /^contracts\/exploration\/(commands|explore)\.ts$/,
  undici: /^(contracts\/http\/dispatcher|mocks\/http\/(forward|upstream))\.ts$/,
  'fp-ts': /^mocks\/prism\/library\.ts$/,
};

const files = globSync('{spec,mocks,contracts,tests}/**/*.{ts,tsx,cjs}', {
  cwd: root,
  exclude: ['**/dist/**'],
}).map((path) => {
  const file = path.replaceAll('\\', '/');
  const text = read(file);
  return {
    file,
    text,
    imports: [...text.matchAll(/(?:from|import) '([^']+)'|(?:import|require)\('([^']+)'\)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  };
});
const own = files.filter(({ file }) => /^(spec|mocks|contracts)\//.test(file));
const known = new Set(files.map(({ file }) => file));

/** Every import of one file of the project by another, types included. */
const arrows = files.flatMap(({ file, imports }) =>
  imports
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ from: file, to: normalize(join(dirname(file), name)) }))
    .filter(({ to }) => known.has(to)),
);

/** The room that a file stands in: the nearest folder that the table names, else its top folder. */
function roomOf(file: string): string {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    if (rooms.has(folder) || !folder.includes('/')) return folder;
  }
  return '.';
}

function isAllowed(from: string, to: string): boolean {
  const [room, other] = [roomOf(from), roomOf(to)];
  const allowed = rooms.get(room) ?? [];
  if (room === other || allowed.includes(other) || allowed.includes(to)) return true;
  const [top = ''] = from.split('/');
  // index.ts, and the file that puts the whole together, stand above all rooms of their folder.
  return to.startsWith(`${top}/`) ? room === top : to.endsWith('/index.ts');
}

describe('the arrows between the rooms', () => {
  test('the table of CONTRIBUTING.md names every folder of spec, mocks and contracts that holds code', () => {
    const folders = new Set(
      own.map(({ file }) => dirname(file)).filter((one) => one.includes('/')),
    );
    const unnamed = [...folders].filter((folder) => !rooms.has(roomOf(`${folder}/x`)));
    expect(unnamed).toEqual([]);
    expect(
      [...rooms.keys()].filter((room) => ![...folders].some((one) => one.startsWith(room))),
    ).toEqual([]);
    expect(rooms.size).toBeGreaterThan(20);
  });

  test('a room imports only the rooms that the table of CONTRIBUTING.md allows', () => {
    const broken = arrows.filter(
      ({ from, to }) => !from.startsWith('tests/') && !isAllowed(from, to),
    );
    expect(broken).toEqual([]);
  });

  test('the table allows no arrow that nobody uses', () => {
    const unused = [...rooms].flatMap(([room, allowed]) =>
      allowed
        .filter(
          (one) =>
            !arrows.some(
              ({ from, to }) => roomOf(from) === room && (roomOf(to) === one || to === one),
            ),
        )
        .map((one) => `${room} -> ${one}`),
    );
    expect(unused).toEqual([]);
  });

  test('what the page shares imports no library, nor anything that could', () => {
    const shared = files.filter(({ file }) => file.startsWith('spec/shared/'));
    const imported = new Set(shared.flatMap(({ imports }) => imports));
    expect(shared.length).toBeGreaterThan(0);
    expect([...imported].filter((one) => !one.startsWith('./'))).toEqual([]);
  });

  test('mocks and contracts import spec and never each other but for reports of cases, and nobody imports the tests', () => {
    const allowed: Record<string, string[]> = { spec: [], mocks: ['spec'], contracts: ['spec'] };
    const broken = arrows.filter(({ from, to }) => {
      const [a = '', b = ''] = [from.split('/')[0], to.split('/')[0]];
      if (roomOf(from) === 'mocks/control/cases' && roomOf(to) === 'contracts/report') return false;
      return a !== 'tests' && a !== b && !allowed[a]?.includes(b);
    });
    expect(broken).toEqual([]);
    expect(arrows.some(({ from, to }) => from.startsWith('mocks/') && to.startsWith('spec/'))).toBe(
      true,
    );
  });

  test('the mock loads the reporters of contracts when a report is asked for, not when it starts', () => {
    const loading = own.filter(({ file }) => roomOf(file) === 'mocks/control/cases');
    const atStart = /^(import|export) (?!type )[^;]*'[^']*\/contracts\//m;
    expect("import { a } from '../contracts/report/a.ts';").toMatch(atStart);
    expect(loading.filter(({ text }) => atStart.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    expect(
      circles([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ]),
    ).toEqual(['a > b > a']);
    expect(circles(arrows.filter(({ from }) => !from.startsWith('tests/')))).toEqual([]);
  });

  test('mocks and contracts hold an index and one file that puts the whole together, the rest are rooms', () => {
    const loose = own.map(({ file }) => file).filter((file) => file.split('/').length === 2);
    expect(loose.sort()).toEqual([
      'contracts/index.ts',
      'mocks/index.ts',
      'mocks/mock.ts',
      'spec/index.ts',
    ]);
  });

  test.each(Object.entries(guarded))(
    '%s is imported in one place, which tames it',
    (library, home) => {
      const importing = files.filter(({ imports }) =>
        imports.some((name) => name.startsWith(library)),
      );
      expect(importing.length).toBeGreaterThan(0);
      const outside = importing.filter(
        ({ file }) => !home.test(file) && !file.startsWith('tests/'),
      );
      expect(outside.map(({ file }) => file)).toEqual([]);
    },
  );
});

/** Each circle once, as the files that it runs through. */
function circles(edges: readonly { from: string; to: string }[]): string[] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' > '));
    if (at >= 0 || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

test('no exported name means two things in spec, in mocks or in contracts', () => {
  const declared = own.flatMap(({ file, text }) =>
    [
      ...text.matchAll(
        /^export (?:default )?(?:async )?(?:function\*?|class|interface|type|const|let) (\w+)/gm,
      ),
    ].map(([, name]) => ({ file, name: `${file.split('/')[0]}: ${name}` })),
  );
  const twice = [...Map.groupBy(declared, ({ name }) => name)].flatMap(([name, all]) => {
    const places = [...new Set(all.map(({ file }) => file))];
    return places.length > 1 ? [`${name} in ${places.join(' and ')}`] : [];
  });
  expect(declared.length).toBeGreaterThan(500);
  expect(twice).toEqual([]);
});

test('nothing of this one API stands in TypeScript outside tests and consumer', () => {
  const words =
    /melod|number_capacity|employee_group|virtual-number|media_id|sip[-_ ]?number|purpose:/i;
  // What is generated, and the consumer with its pacts.
  const apart = /^(spec\/client\/(openapi|resources)\.types\.ts|contracts\/consumer\/.*)$/;
  const found = own.flatMap(({ file, text }) =>
    apart.test(file) ? [] : (words.exec(text)?.[0].concat(` in ${file}`) ?? []),
  );
  expect('a melody').toMatch(words);
  expect(found).toEqual([]);
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
    { form: /\.split\(['"`]\/['"`]\)\[/, such: "one.split('/')[1]" },
    { form: /steps\b[^;{]*\.join\(['"`]\/['"`]\)/i, such: "one.steps.slice(0, -1).join('/')" },
    { form: /`\/\$\{(?!encodeURIComponent)/, such: `pointer !== \`/\${identity.name}\`` },
  ];

  test.each(byHand)('$such would be found', ({ form, such }) => expect(such).toMatch(form));

  test('no file makes them by hand', () => {
    const found = own.flatMap(({ file, text }) => {
      if (file === 'spec/shared/json-pointer.ts') return [];
      return byHand.flatMap(({ form }) => form.exec(text)?.[0].concat(` in ${file}`) ?? []);
    });
    expect(found).toEqual([]);
  });
});
