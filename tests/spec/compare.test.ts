import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Party } from '../../spec/compare/change.ts';
import { ruleChanges } from '../../spec/compare/rules.ts';
import { structuralChanges } from '../../spec/compare/structure.ts';

/** A document of one resource, small enough to see what a change of it changes. */
const small = `
openapi: 3.1.0
info: { title: Things, version: 1.0.0 }
paths:
  /things:
    post:
      parameters:
        - { name: dry, in: query, schema: { type: boolean } }
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [name]
              properties:
                name: { type: string, maxLength: 10 }
                kind: { enum: [a, b] }
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Thing" }
  /things/{id}:
    delete:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      responses:
        "204": { description: Gone. }
components:
  schemas:
    Thing:
      type: object
      x-unique:
        - { name: one-name, by: [/name], message: It is taken. }
      required: [id, name]
      properties:
        id: { type: integer, x-immutable: true }
        name: { type: [string, "null"] }
        kind: { enum: [a, b] }
        note: { type: string, pattern: ^a }
`;

interface Row {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly breaks: readonly Party[];
}

const rows: readonly Row[] = [
  { title: 'words only', from: 'The thing.', to: 'A thing.', breaks: [] },
  { title: 'an operation is gone', from: '    delete:', to: '    x-delete:', breaks: ['clients'] },
  {
    title: 'a field of a request becomes required',
    from: 'required: [name]\n',
    to: 'required: [name, kind]\n',
    breaks: ['clients'],
  },
  {
    title: 'a field of a request is required no more',
    from: '              required: [name]\n',
    to: '',
    breaks: ['providers'],
  },
  {
    title: 'a request may be shorter only',
    from: 'maxLength: 10',
    to: 'maxLength: 5',
    breaks: ['clients'],
  },
  {
    title: 'a request may be longer',
    from: 'maxLength: 10',
    to: 'maxLength: 50',
    breaks: ['providers'],
  },
  {
    title: 'a request may have a new field',
    from: '                kind: { enum: [a, b] }\n',
    to: '                kind: { enum: [a, b] }\n                more: { type: string }\n',
    breaks: ['providers'],
  },
  {
    title: 'a request may be null',
    from: 'name: { type: string, maxLength',
    to: 'name: { type: [string, "null"], maxLength',
    breaks: ['providers'],
  },
  {
    title: 'an answer may be null no more',
    from: 'name: { type: [string, "null"] }',
    to: 'name: { type: string }',
    breaks: ['providers'],
  },
  {
    title: 'an answer may be null',
    from: 'id: { type: integer, x',
    to: 'id: { type: [integer, "null"], x',
    breaks: ['clients'],
  },
  {
    title: 'an answer is of another type',
    from: 'id: { type: integer, x',
    to: 'id: { type: string, x',
    breaks: ['clients', 'providers'],
  },
  {
    title: 'an answer has a value more',
    from: '        kind: { enum: [a, b] }\n        note',
    to: '        kind: { enum: [a, b, c] }\n        note',
    breaks: ['clients'],
  },
  {
    title: 'an answer has a value less',
    from: '        kind: { enum: [a, b] }\n        note',
    to: '        kind: { enum: [a] }\n        note',
    breaks: ['providers'],
  },
  {
    title: 'an answer may lack a field',
    from: 'required: [id, name]',
    to: 'required: [id]',
    breaks: ['clients'],
  },
  {
    title: 'an answer must have a field',
    from: 'required: [id, name]',
    to: 'required: [id, name, note]',
    breaks: ['providers'],
  },
  {
    title: 'an answer may have a new field',
    from: '        note:',
    to: '        more: { type: string }\n        note:',
    breaks: [],
  },
  {
    title: 'an answer is of another pattern',
    from: 'pattern: ^a',
    to: 'pattern: ^b',
    breaks: ['clients', 'providers'],
  },
  {
    title: 'a parameter becomes required',
    from: 'name: dry, in: query,',
    to: 'name: dry, in: query, required: true,',
    breaks: ['clients'],
  },
  {
    title: 'a rule is gone',
    from: '        - { name: one-name, by: [/name], message: It is taken. }\n',
    to: '        []\n',
    breaks: ['clients', 'providers'],
  },
  {
    title: 'a rule is new',
    from: '      x-unique:\n',
    to: '      x-unique:\n        - { name: one-kind, by: [/kind] }\n',
    breaks: ['clients', 'providers'],
  },
  {
    title: 'a rule looks at something else',
    from: 'by: [/name]',
    to: 'by: [/note]',
    breaks: ['clients', 'providers'],
  },
  { title: 'a rule has other words', from: 'It is taken.', to: 'Taken.', breaks: [] },
  {
    title: 'a field may be edited',
    from: ', x-immutable: true',
    to: '',
    breaks: ['clients', 'providers'],
  },
];

describe('the changes that break somebody', () => {
  test.each(rows)('$title, which breaks $breaks', ({ from, to, breaks }) => {
    expect(small.split(from)).toHaveLength(2);
    const before: object = parse(small);
    const after: object = parse(small.replace(from, to));
    const changes = [...structuralChanges(before, after), ...ruleChanges(before, after)];
    const broken = new Set(changes.flatMap((change) => change.breaks));
    expect([...broken].toSorted()).toEqual(breaks);
  });
});

test.each([
  { title: 'a new resource', path: '/others', breaks: ['providers'] },
  { title: 'a resource that there was', path: '/things', breaks: ['clients', 'providers'] },
])('rules on $title break $breaks', ({ path, breaks }) => {
  const schema = { $ref: '#/components/schemas/Other' };
  const withOther = (other: object, used: string) => ({
    openapi: '3.1.0',
    paths: {
      '/things': {},
      [used]: { post: { requestBody: { content: { 'application/json': { schema } } } } },
    },
    components: { schemas: { Other: other } },
  });
  const plain = { properties: { code: { type: 'string' } } };
  const ruled = {
    properties: { code: { type: 'string', 'x-immutable': true } },
    'x-unique': [{ name: 'one-code', by: ['/code'], message: 'It is taken.' }],
  };
  const changes = ruleChanges(withOther(plain, '/things'), withOther(ruled, path));
  expect(changes.map((change) => change.breaks)).toEqual([breaks, breaks]);
});

describe('npm run compare', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const compare = (...args: string[]) =>
    spawnSync(process.execPath, ['spec/compare/cli.ts', ...args], { encoding: 'utf8' });

  test('npm run compare finds nothing between a document and itself', () => {
    const { status, stdout } = compare('spec/openapi.yaml', 'spec/openapi.yaml');
    expect([status, stdout]).toEqual([
      0,
      'Clients: none would break.\nProviders: none would break.\n',
    ]);
  });

  test('npm run compare says who would break, where and by what', () => {
    const text = readFileSync('spec/openapi.yaml', 'utf8').replace('[client, system]', '[client]');
    const { status, stdout } = compare('spec/openapi.yaml', file('narrow.yaml', text));
    expect(stdout).toBe(
      'Clients would break:\n  POST /melodies/personal, request, /source_type enum: "system" is gone.\nProviders: none would break.\n',
    );
    expect(status).toBe(1);
  });

  test.each([
    { args: [], says: 'Name two versions' },
    { args: ['nowhere.yaml', 'spec/openapi.yaml'], says: 'There is no nowhere.yaml' },
    { args: ['v0.0.0:spec/openapi.yaml', 'spec/openapi.yaml'], says: 'There is no v0.0.0' },
    {
      args: ['package.json', 'spec/openapi.yaml'],
      says: 'package.json is not an OpenAPI document',
    },
    { args: ['README.md', 'spec/openapi.yaml'], says: 'README.md is no' },
  ])('npm run compare is refused: $says', ({ args, says }) => {
    const { status, stdout, stderr } = compare(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
