import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContractDefect, loadContract, ownContract } from '../../spec/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  for (const name of ['openapi.yaml', 'sources.yaml', 'doubts.yaml', 'initial.yaml']) {
    cpSync(join(dirname(ownContract), name), join(folder, name));
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Given {
  readonly defect: string;
  readonly file: string;
  /** Text of the sound file, and what stands there instead; '' as old text replaces the whole file. */
  readonly old: string;
  readonly now: string;
  /** Text of the line that the message must name, where one is to be named. */
  readonly line?: string;
  readonly want: RegExp;
}

const defects: Given[] = [
  {
    defect: 'YAML that cannot be read',
    file: 'openapi.yaml',
    old: 'info:\n',
    now: 'info: [\n',
    want: /openapi\.yaml:\d+: not readable as YAML \(.+\); correct the syntax\.$/,
  },
  {
    defect: 'no OpenAPI document',
    file: 'openapi.yaml',
    old: '',
    now: 'hello: world\n',
    want: /openapi\.yaml:1: this is not an OpenAPI document; give an OpenAPI 3\.1, 3\.0 or 2\.0 document/,
  },
  {
    defect: 'another version of OpenAPI',
    file: 'openapi.yaml',
    old: 'openapi: 3.1.0',
    now: 'openapi: 4.0.0',
    line: 'openapi: 4.0.0',
    want: /this is OpenAPI 4\.0\.0; give an OpenAPI 3\.1, 3\.0 or 2\.0 document/,
  },
  {
    defect: 'a document that is not valid OpenAPI',
    file: 'openapi.yaml',
    old: 'operationId: addPersonalMelody',
    now: 'operationId: [addPersonalMelody]',
    line: 'operationId: [addPersonalMelody]',
    want: /operationId must be string by OpenAPI 3\.1; correct it/,
  },
  {
    defect: 'a pointer of x-unique that leads nowhere',
    file: 'openapi.yaml',
    old: 'by: [/number_capacity_ids/*]',
    now: 'by: [/numbers/*]',
    line: 'by: [/numbers/*]',
    want: /the pointer \/numbers\/\* of x-unique leads nowhere in its schema; begin it with one of \/number_capacity_ids, /,
  },
  {
    defect: 'a rule with an unknown word',
    file: 'openapi.yaml',
    old: 'name: one-rule-per-number',
    now: 'name: one-rule-per-number\n          nul: distinct',
    want: /openapi\.yaml:\d+: \S+\/x-unique\/0 has an unknown "nul"; correct it/,
  },
  {
    defect: 'two rules of one name',
    file: 'openapi.yaml',
    old: 'name: one-rule-per-group',
    now: 'name: one-rule-per-number',
    want: /there are two uniqueness rules "one-rule-per-number"; give each a name of its own/,
  },
  {
    defect: 'an x-identity that is no field',
    file: 'openapi.yaml',
    old: '    MelodyRule:\n',
    now: '    MelodyRule:\n      x-identity: nr\n',
    line: 'x-identity: nr',
    want: /the x-identity "nr" is no field of its schema; name one of /,
  },
  {
    defect: 'x-unique where no resource is answered',
    file: 'openapi.yaml',
    old: '    Problem:\n',
    now: '    Problem:\n      x-unique: [{name: lost, by: [/type]}]\n',
    line: 'x-unique: [{name: lost',
    want: /this x-unique is on a schema that is no resource in a response; put it on/,
  },
  {
    defect: 'x-immutable inside the elements of a list',
    file: 'openapi.yaml',
    old: '          items: { type: integer,',
    now: '          items: { x-immutable: true, type: integer,',
    want: /openapi\.yaml:\d+: this x-immutable is inside the elements of a list; put it on the list/,
  },
  {
    defect: 'a doubt that does not exist',
    file: 'openapi.yaml',
    old: 'x-doubt: [D19]',
    now: 'x-doubt: [D99]',
    line: 'x-doubt: [D99]',
    want: /there is no doubt D99; correct the x-doubt, or add the doubt/,
  },
  {
    defect: 'a source that does not exist',
    file: 'openapi.yaml',
    old: 'x-source: { page: conventions, fact: authorization-header }',
    now: 'x-source: { page: conventions, fact: authorisation-header }',
    line: 'authorisation-header',
    want: /this x-source leads nowhere, page "conventions" has no fact "authorisation-header"/,
  },
  {
    defect: 'an example that breaks its schema',
    file: 'openapi.yaml',
    old: 'server_port: 5060\n                  id: 608',
    now: 'server_port: 70000\n                  id: 608',
    line: 'server_port: 70000',
    want: /the example "documented" breaks its schema, \/server_port must be <= 65535; correct the example or the schema/,
  },
  {
    defect: 'a schema that does not compile',
    file: 'openapi.yaml',
    old: "pattern: '^([1-9][0-9]{0,3}",
    now: "pattern: '^(([1-9][0-9]{0,3}",
    want: /openapi\.yaml:\d+: this schema does not compile \(.*\); correct it/,
  },
  {
    defect: 'a reference that leads nowhere',
    file: 'openapi.yaml',
    old: "#/components/schemas/NewMelodyRule'",
    now: "#/components/schemas/NewMelody'",
    want: /the reference #\/components\/schemas\/NewMelody leads nowhere; correct the reference/,
  },
  {
    defect: 'a reference to a file that is not there',
    file: 'openapi.yaml',
    old: "#/components/schemas/NewMelodyRule'",
    now: "other.yaml#/NewMelody'",
    want: /the reference other\.yaml#\/NewMelody leads nowhere, there is no such file; correct the reference or add the file/,
  },
  {
    defect: 'two operations of one id',
    file: 'openapi.yaml',
    old: 'operationId: editPersonalMelody',
    now: 'operationId: addPersonalMelody',
    want: /there are two operations "addPersonalMelody"; give each an operationId of its own/,
  },
  {
    defect: 'an unknown companion',
    file: 'openapi.yaml',
    old: '  sources: sources.yaml',
    now: '  source: sources.yaml',
    want: /\/x-contract has an unknown "source"; correct it/,
  },
  {
    defect: 'a companion that is not there',
    file: 'openapi.yaml',
    old: 'doubts: doubts.yaml',
    now: 'doubts: doubt.yaml',
    want: /doubt\.yaml: there is no such file; name a file that exists and is readable\.$/,
  },
  {
    defect: 'two doubts of one id',
    file: 'doubts.yaml',
    old: 'id: D2\n',
    now: 'id: D1\n',
    want: /doubts\.yaml:\d+: there are two doubts D1; give each an id of its own/,
  },
  {
    defect: 'evidence that leads nowhere',
    file: 'doubts.yaml',
    old: 'page: edit-sip-number\n        row: purpose',
    now: 'page: edit-sip-number\n        row: purposes',
    want: /doubts\.yaml:\d+: the evidence of D2 leads nowhere, page "edit-sip-number" has no row "purposes"/,
  },
  {
    defect: 'a mistake that two doubts claim',
    file: 'doubts.yaml',
    old: 'refuses: [look-alike]',
    now: 'refuses: [squashed-name]',
    want: /D1 and D2 both claim the mistake "squashed-name"; let one doubt claim it/,
  },
  {
    defect: 'a switch whose default is none of its values',
    file: 'doubts.yaml',
    old: 'default: replace',
    now: 'default: overwrite',
    want: /the default of D10's switch is none of its values; write one of replace, merge/,
  },
  {
    defect: 'a doubt that lacks its decision',
    file: 'doubts.yaml',
    old: 'decision: snake_case',
    now: 'decided: snake_case',
    want: /doubts\.yaml:\d+: \/doubts\/0 (must have required property 'decision'|has an unknown "decided")/,
  },
  {
    defect: 'a page that lacks its title',
    file: 'sources.yaml',
    old: 'title: Add a personal melody\n',
    now: 'titel: Add a personal melody\n',
    want: /sources\.yaml:\d+: \/pages\/0 (has an unknown "titel"|must have required property 'title')/,
  },
  {
    defect: 'an initial state of an unknown collection',
    file: 'initial.yaml',
    old: '/melodies/personal:',
    now: '/melodies/public:',
    line: '/melodies/public',
    want: /the contract has no collection \/melodies\/public; name one of \/melodies\/personal, \/numbers\/virtual-number/,
  },
  {
    defect: 'an initial item with an unknown field',
    file: 'initial.yaml',
    old: 'media_id: 50',
    now: 'media: 50',
    want: /initial\.yaml:\d+: an item of \/melodies\/personal has no "media"; use number_capacity_ids, /,
  },
  {
    defect: 'an initial item with a wrong value',
    file: 'initial.yaml',
    old: 'media_id: 50',
    now: 'media_id: fifty',
    want: /initial\.yaml:\d+: \S+\/media_id must be integer; write what the contract documents/,
  },
  {
    defect: 'an initial item without its identity',
    file: 'initial.yaml',
    old: 'id: 608, ',
    now: '',
    want: /initial\.yaml:\d+: "id" is missing in this item; add it/,
  },
];

describe('a defective contract', () => {
  test.each(defects)(
    'the contract is refused with file, line and remedy: $defect',
    async ({ file, old, now, line, want }) => {
      const path = join(folder, file);
      const sound = readFileSync(path, 'utf8').replaceAll('"', "'");
      expect(sound).toContain(old);
      const defective = old === '' ? now : sound.replace(old, () => now);
      writeFileSync(path, defective);
      const error: unknown = await loadContract(join(folder, 'openapi.yaml')).catch((e) => e);
      expect(error).toBeInstanceOf(ContractDefect);
      const { message } = error as ContractDefect;
      expect(message).toMatch(want);
      expect(message).not.toMatch(/\n|undefined|\[object/);
      if (line !== undefined) {
        const number = defective.split('\n').findIndex((text) => text.includes(line)) + 1;
        expect(message).toContain(`${file}:${number}:`);
      }
    },
  );

  test('a missing file is refused with a remedy', async () => {
    await expect(loadContract(join(folder, 'nothing.yaml'))).rejects.toThrow(
      /nothing\.yaml: there is no such file/,
    );
  });

  test('a folder in place of a file is refused with a remedy', async () => {
    await expect(loadContract(folder)).rejects.toThrow(/it cannot be read \(EISDIR\)/);
  });
});

describe('a contract without defects', () => {
  test('a contract is loaded as operations, resources, rules, examples and doubts', async () => {
    const contract = await loadContract(ownContract);
    expect(contract.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'get /melodies/personal',
      'post /melodies/personal',
      'put /melodies/personal/{id}',
      'delete /melodies/personal/{id}',
      'put /numbers/virtual-number/{id}',
    ]);
    expect(
      contract.resources.map(({ collection, identity, actions, unique }) => ({
        collection,
        identity: `${identity.type} ${identity.name}`,
        actions: Object.keys(actions),
        rules: unique.map((rule) => rule.name),
      })),
    ).toEqual([
      {
        collection: '/melodies/personal',
        identity: 'integer id',
        actions: ['add', 'edit', 'delete', 'list'],
        rules: ['one-rule-per-number', 'one-rule-per-group'],
      },
      {
        collection: '/numbers/virtual-number',
        identity: 'integer id',
        actions: ['edit'],
        rules: [],
      },
    ]);
    expect(contract.doubts.map((doubt) => doubt.id)).toEqual(
      Array.from({ length: 25 }, (_, i) => `D${i + 1}`),
    );
    expect(contract.account).toEqual({ in: 'header', name: 'Authorization' });
  });

  test('a contract without companions has no doubts, no sources and an empty initial state', async () => {
    const path = join(folder, 'openapi.yaml');
    const plain = readFileSync(path, 'utf8')
      .replace(/^x-contract:\n( .*\n)+/m, '')
      .replace(/^x-source:\n( .*\n)+/m, '')
      .replaceAll(/^ *x-(source|doubt):.*\n( *- \{.*\n)*/gm, '')
      .replaceAll(/^ *source: \{.*\n/gm, '');
    writeFileSync(path, plain);
    const contract = await loadContract(path);
    expect(contract).toMatchObject({ doubts: [], pages: [], initial: {} });
  });
});
