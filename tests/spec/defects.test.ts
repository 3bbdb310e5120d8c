import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ContractDefect, loadContract, ownContract } from '../../spec/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  for (const name of ['openapi', 'sources', 'doubts', 'faults', 'initial']) {
    cpSync(join(dirname(ownContract), `${name}.yaml`), join(folder, `${name}.yaml`));
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
    defect: 'a message of a rule in no English',
    file: 'openapi.yaml',
    old: '            en: Number {value}',
    now: '            de: Number {value}',
    want: /openapi\.yaml:\d+: the message of a rule is neither a text nor texts by language with English among them; write a text such as /,
  },
  {
    defect: 'a message of a rule that is no text',
    file: 'openapi.yaml',
    old: '            ru: Номер {value} уже принадлежит правилу {owner}.',
    now: '            ru: 5',
    want: /the message of a rule is neither a text nor texts by language/,
  },
  {
    defect: 'a message of a rule in a language that is no tag',
    file: 'openapi.yaml',
    old: '            ru: Номер {value}',
    now: '            Russian: Номер {value}',
    want: /the message of a rule is neither a text nor texts by language/,
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
    old: '            type: integer\n            minimum: 1\n',
    now: '            type: integer\n            minimum: 1\n            x-immutable: true\n',
    want: /openapi\.yaml:\d+: this x-immutable is inside the elements of a list; put it on the list/,
  },
  {
    defect: 'a doubt that does not exist',
    file: 'openapi.yaml',
    old: 'x-doubt: [D19, D45]',
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
    old: 'server_port: 5060, id: 608 }\n    SipNumber',
    now: 'server_port: 70000, id: 608 }\n    SipNumber',
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
    want: /the default of the switch D10 is none of its values; write one of replace, merge/,
  },
  {
    defect: 'a doubt that lacks its decision',
    file: 'doubts.yaml',
    old: 'decision: snake_case',
    now: 'decided: snake_case',
    want: /doubts\.yaml:\d+: \/doubts\/0 (must have required property 'decision'|has an unknown "decided")/,
  },
  {
    defect: 'two faults of one name',
    file: 'faults.yaml',
    old: 'name: rate-limit',
    now: 'name: bad-gateway',
    want: /faults\.yaml:\d+: there are two faults "bad-gateway"; give each a name of its own/,
  },
  {
    defect: 'evidence of a fault that leads nowhere',
    file: 'faults.yaml',
    old: 'fact: white-list',
    now: 'fact: black-list',
    want: /the evidence of ip-not-on-white-list leads nowhere, page "access" has no fact "black-list"/,
  },
  {
    defect: 'a fault with a field that no fault has',
    file: 'faults.yaml',
    old: 'status: 401',
    now: 'state: 401',
    want: /faults\.yaml:\d+: \/faults\/0\/fault has an unknown "state"/,
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

/** Expects that a contract with a defect is refused as it should be. */
async function expectRefused({ file, old, now, line, want }: Given): Promise<void> {
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
}

describe('a defective contract', () => {
  test.each(defects)('the contract is refused with file, line and remedy: $defect', expectRefused);

  test('a missing file is refused with a remedy', async () => {
    await expect(loadContract(join(folder, 'nothing.yaml'))).rejects.toThrow(
      /nothing\.yaml: there is no such file/,
    );
  });

  test('a folder in place of a file is refused with a remedy', async () => {
    await expect(loadContract(folder)).rejects.toThrow(/it cannot be read \(EISDIR\)/);
  });
});

const deskFolder = fileURLToPath(new URL('../fixtures/booking-desk', import.meta.url));

const atPass = `      - { name: pass, in: path, required: true, description: The code of the pass., schema: { type: string } }
    get:
      operationId: readPass`;
const toLockers = '{ to: /lockers }';
const label = "x-computed: '{kind} {holder}'";
const stopsBy = 'by: /stops/*/kind';
const computed = (word: string) => `x-computed: ${word}`;
const misuses: Omit<Given, 'file'>[] = [
  {
    defect: 'x-stored on a list',
    old: 'operationId: listPasses',
    now: 'operationId: listPasses\n      x-stored: { kind: staff }',
    line: 'x-stored: { kind: staff }',
    want: /this x-stored is on an operation that is sent to no stored item; put it on a GET, PUT, PATCH or DELETE of an item/,
  },
  {
    defect: 'x-stored on a POST',
    old: 'operationId: issuePass',
    now: 'operationId: issuePass\n      x-stored: { kind: staff }',
    line: 'x-stored: { kind: staff }',
    want: /this x-stored is on an operation that is sent to no stored item/,
  },
  {
    defect: 'x-variants on a list',
    old: 'operationId: listPasses',
    now: 'operationId: listPasses\n      x-variants: [{ operationId: a, x-stored: { kind: b } }]',
    line: 'x-variants: [',
    want: /this x-variants is on an operation that is sent to no stored item; put it on/,
  },
  {
    defect: 'x-stored without a field',
    old: 'operationId: readPass',
    now: 'operationId: readPass\n      x-stored: {}',
    line: 'x-stored: {}',
    want: /x-stored must NOT have fewer than 1 propert/,
  },
  {
    defect: 'x-stored with an empty list of values',
    old: 'x-stored: { kind: staff }',
    now: 'x-stored: { kind: [] }',
    line: 'kind: []',
    want: /x-stored\/kind must/,
  },
  {
    defect: 'x-stored with a field that there is not',
    old: 'operationId: readPass',
    now: 'operationId: readPass\n      x-stored: { sort: staff }',
    line: 'x-stored: { sort',
    want: /the x-stored names "sort", which is no stored field of \/passes; name one of pass, kind, holder, room, lockers\.$/,
  },
  {
    defect: 'a variant with a field that there is not',
    old: 'x-stored: { kind: staff }',
    now: 'x-stored: { __proto__x: staff }',
    line: '__proto__x',
    want: /the x-stored names "__proto__x", which is no stored field of \/passes/,
  },
  {
    defect: 'x-stored with a field that is computed',
    old: 'operationId: readPass',
    now: 'operationId: readPass\n      x-stored: { label: staff Grace }',
    line: 'x-stored: { label',
    want: /the x-stored names "label", which is no stored field of \/passes/,
  },
  {
    defect: 'a variant with an unknown word',
    old: '        - operationId: changeStaffPass',
    now: '        - operationId: changeStaffPass\n          tags: [x]',
    want: /\/x-variants\/1 has an unknown "tags"; correct it/,
  },
  {
    defect: 'a variant that nothing chooses',
    old: '          x-stored: { kind: staff }\n',
    now: '',
    want: /\/x-variants\/1 must have required property 'x-stored'/,
  },
  {
    defect: 'a variant with the id of an operation',
    old: 'operationId: changeStaffPass',
    now: 'operationId: readPass',
    line: '- operationId: readPass',
    want: /there are two operations "readPass"; give each an operationId of its own/,
  },
  {
    defect: 'a variant with the id of its operation',
    old: 'operationId: changeStaffPass',
    now: 'operationId: changePass',
    line: '- operationId: changePass',
    want: /there are two operations "changePass"/,
  },
  {
    defect: 'two variants of one id',
    old: 'operationId: changeStaffPass',
    now: 'operationId: changeVisitorPass',
    want: /there are two operations "changeVisitorPass"/,
  },
  {
    defect: 'an example of a variant that breaks its schema',
    old: 'value: { lockers: [L1] }',
    now: 'value: { lockers: L1 }',
    line: 'value: { lockers: L1 }',
    want: /the example "usual" breaks its schema/,
  },
  {
    defect: 'an example of a variant that the operation itself would refuse',
    old: "                - { $ref: '#/components/schemas/StaffChange' }\n",
    now: '',
    line: 'value: { lockers: [L1] }',
    want: /the example "usual" breaks its schema/,
  },
  {
    defect: 'x-adds-to on a GET',
    old: 'operationId: listPasses',
    now: 'operationId: listPasses\n      x-adds-to: /rooms',
    line: 'x-adds-to: /rooms',
    want: /this x-adds-to is on a GET; put it on a POST/,
  },
  {
    defect: 'x-adds-to with an unknown collection',
    old: "x-adds-to: '/rooms/{room}/desks'",
    now: 'x-adds-to: /desks',
    line: 'x-adds-to: /desks',
    want: /the x-adds-to names \/desks, which is no collection; name one of \/rooms, /,
  },
  {
    defect: 'x-adds-to with a collection whose path asks for more',
    old: 'operationId: issuePass',
    now: "operationId: issuePass\n      x-adds-to: '/rooms/{room}/desks'",
    want: /the x-adds-to names \/rooms\/\{room\}\/desks, but the path has no \{room\}; give the path a parameter/,
  },
  {
    defect: 'x-references to an unknown collection',
    old: toLockers,
    now: '{ to: /locker }',
    line: '{ to: /locker }',
    want: /the x-references name \/locker, which is no collection; name one of \/rooms, /,
  },
  {
    defect: 'x-references to one unknown collection of several',
    old: 'locker: /lockers, pass',
    now: 'locker: /locker, pass',
    line: 'locker: /locker, pass',
    want: /the x-references name \/locker, which is no collection/,
  },
  {
    defect: 'x-references to a path of an item',
    old: toLockers,
    now: "{ to: '/passes/{pass}' }",
    want: /the x-references name \/passes\/\{pass\}, which is no collection/,
  },
  {
    defect: 'x-references to nothing',
    old: toLockers,
    now: '{ on-delete: keep }',
    line: '{ on-delete: keep }',
    want: /x-references must have required property 'to'/,
  },
  {
    defect: 'x-references with an unknown word',
    old: toLockers,
    now: '{ to: /lockers, ondelete: keep }',
    want: /x-references has an unknown "ondelete"; correct it/,
  },
  {
    defect: 'x-references with an unknown effect of a deletion',
    old: toLockers,
    now: '{ to: /lockers, on-delete: restrict }',
    line: 'on-delete: restrict',
    want: /x-references\/on-delete must be one of|x-references\/on-delete must be equal to one of/,
  },
  {
    defect: 'x-references chosen by nothing',
    old: toLockers,
    now: '{ to: { a: /lockers } }',
    want: /x-references\/to must be string/,
  },
  {
    defect: 'x-references chosen by a field that there is not',
    old: stopsBy,
    now: 'by: /stops/*/sort',
    line: 'by: /stops/*/sort',
    want: /the pointer \/stops\/\*\/sort of x-references leads nowhere in its schema; begin it with one of /,
  },
  {
    defect: 'x-references chosen by an element of another list',
    old: "room: { type: [string, 'null'], x-references: { to: /rooms, on-delete: refuse } }",
    now: "room: { type: [string, 'null'], x-references: { by: /lockers/*, to: { a: /rooms } } }",
    line: 'by: /lockers/*',
    want: /the pointer \/lockers\/\* of x-references leads into another list than its field is in; name a field of the same element, or of the item/,
  },
  {
    defect: 'x-references with a path that the item cannot fill',
    old: toLockers,
    now: "{ to: '/rooms/{room}/desks/{desk}/bookings' }",
    want: /the item has no field "desk" for the path \/rooms\/\{room\}\/desks\/\{desk\}\/bookings; name a collection whose path the item can fill/,
  },
  {
    defect: 'x-references on a list in place of its items',
    old: `lockers: { type: array, default: [], items: { type: string, x-references: ${toLockers} } }`,
    now: `lockers: { type: array, default: [], x-references: ${toLockers}, items: { type: string } }`,
    want: /this x-references is on a field that holds no identity; put it on a text or a number, such as the items of a list/,
  },
  {
    defect: 'x-references that takes out elements of a list that may not be empty',
    old: '    Stops:\n      type: array\n',
    now: '    Stops:\n      type: array\n      minItems: 1\n',
    want: /this x-references takes elements out of a list that may not be empty; write keep or refuse, or leave out minItems/,
  },
  {
    defect: 'x-computed without a value where the schema demands one',
    old: "label: { type: [string, 'null'], readOnly: true, x-computed: '{title} {steward/name}' }",
    now: "after_title: { type: string, readOnly: true, x-computed: '{after/title}' }\n      allOf: [{ required: [after_title] }]",
    line: 'after_title: {',
    want: /this x-computed may have no value, and the schema demands one; let the type be null, too, or do not require the field/,
  },
  {
    defect: 'x-references where no resource is answered',
    old: 'detail: { type: string },',
    now: 'detail: { type: string, x-references: { to: /rooms } },',
    line: 'detail: { type: string, x-references',
    want: /this x-references is on a schema that is no resource in a response; put it on/,
  },
  {
    defect: 'x-references in a request alone',
    old: 'days: { type: integer, minimum: 1',
    now: 'days: { x-references: { to: /rooms }, type: integer, minimum: 1',
    want: /this x-references is on a schema that is no resource in a response/,
  },
  {
    defect: 'x-computed where no resource is answered',
    old: 'detail: { type: string },',
    now: "detail: { type: string, readOnly: true, x-computed: '{title}' },",
    want: /this x-computed is on a schema that is no resource in a response/,
  },
  {
    defect: 'x-computed on what a client writes',
    old: `readOnly: true, ${label}`,
    now: label,
    line: label,
    want: /this x-computed is on no field of an item that the server makes; put it on a property of the item that is readOnly/,
  },
  {
    defect: 'x-computed inside the elements of a list',
    old: "note: { type: [string, 'null'] }",
    now: `note: { type: [string, 'null'], readOnly: true, ${computed("'{title}'")} }`,
    want: /this x-computed is on no field of an item that the server makes/,
  },
  {
    defect: 'x-computed by neither a text nor a count',
    old: label,
    now: computed('{ sum: /lockers }'),
    want: /x-computed (has an unknown "sum"|must)/,
  },
  {
    defect: 'x-computed from an unknown field',
    old: label,
    now: computed("'{kind} {owner}'"),
    line: "'{kind} {owner}'",
    want: /the x-computed asks for \{owner\}, which is no field of the item; name one of pass, kind, /,
  },
  {
    defect: 'x-computed through a field without x-references',
    old: label,
    now: computed("'{holder/name}'"),
    want: /the x-computed asks for \{holder\/name\}, but holder has no x-references; name one of /,
  },
  {
    defect: 'x-computed from an unknown field of what is named',
    old: label,
    now: computed("'{room/name}'"),
    want: /the x-computed asks for \{room\/name\}, which is no field of what room names; name one of room, title, address, zones/,
  },
  {
    defect: 'x-computed over two references',
    old: label,
    now: computed("'{room/address/building}'"),
    want: /the x-computed asks for \{room\/address\/building\}, which is no field of what room names/,
  },
  {
    defect: 'x-computed from itself',
    old: label,
    now: computed("'{label}'"),
    want: /the x-computed asks for \{label\}, which is computed itself; name one of pass, kind, holder, room, lockers\.$/,
  },
  {
    defect: 'x-computed with a brace that is left open',
    old: label,
    now: computed("'{kind} {holder'"),
    want: /the x-computed has a brace of no placeholder; write each placeholder as \{field\}/,
  },
  {
    defect: 'x-computed by the count of nothing',
    old: label,
    now: computed('{ count: /keys }'),
    line: 'count: /keys',
    want: /the pointer \/keys of x-computed leads nowhere in its schema; begin it with one of \/pass, /,
  },
  {
    defect: 'x-computed by the count of a collection whose path the item cannot fill',
    old: label,
    now: computed("{ count: '/rooms/{room}/desks/{desk}/bookings' }"),
    want: /the item has no field "desk" for the path/,
  },
  {
    defect: 'x-computed by the count of what is no list',
    old: label,
    now: computed('{ count: /holder }'),
    want: /the x-computed counts \/holder, which is no list; name a list of the item, or a collection/,
  },
  ...[
    { at: '[/rooms]', is: 'another path' },
    { at: '[/rooms/attic]', is: 'what another path may mean' },
    { at: '[/lockers]', is: 'the path itself' },
    { at: '[/boxes, /boxes]', is: 'the same path twice' },
  ].map(({ at, is }) => ({
    defect: `x-also-at with ${is}`,
    old: '[/lockers/, /lockboxes]',
    now: at,
    line: `x-also-at: ${at}`,
    want: /the document has another path that \S+ means; leave it out/,
  })),
  {
    defect: 'x-also-at with a path that another x-also-at has',
    old: '  /passes:\n',
    now: '  /passes:\n    x-also-at: [/lockboxes]\n',
    line: 'x-also-at: [/lockers/, /lockboxes]',
    want: /the document has another path that \/lockboxes means; leave it out/,
  },
  ...['[/boxes/*]', '[/boxes?all]', "['/{box}']", '[boxes]', '[]', '/boxes'].map((at) => ({
    defect: `x-also-at with ${at}`,
    old: '[/lockers/, /lockboxes]',
    now: at,
    line: `x-also-at: ${at}`,
    want: /x-also-at(\/0)? must .*; correct it/,
  })),
  {
    defect: 'x-also-at on a path with parameters',
    old: atPass,
    now: atPass.replace('    get:', '    x-also-at: [/cards]\n    get:'),
    line: 'x-also-at: [/cards]',
    want: /this x-also-at is on a path with parameters; leave it out/,
  },
];

describe('a word of the document that says nothing', () => {
  test.each(misuses)(
    'the contract is refused with file, line and remedy: $defect',
    async (given) => {
      cpSync(deskFolder, folder, { recursive: true });
      await expectRefused({ ...given, file: 'openapi.yaml' });
    },
  );
});

describe('a contract without defects', () => {
  test('a contract is loaded as operations, resources, rules, examples and doubts', async () => {
    const contract = await loadContract(ownContract);
    expect(contract.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'get /melodies/personal',
      'post /melodies/personal',
      'put /melodies/personal/{id}',
      'delete /melodies/personal/{id}',
      'get /numbers/virtual-number',
      'post /numbers/virtual-number',
      'get /numbers/virtual-number/{id}',
      'put /numbers/virtual-number/{id}',
      'delete /numbers/virtual-number/{id}',
      'post /numbers/unconfirmed',
      'get /numbers/def-virtual-number-capacity',
      'get /employee-group',
      'get /employee-group/{id}',
      'get /employee',
      'get /melodies/system',
      'get /melodies/beeps',
      'get /melodies/client',
      'post /melodies/client',
      'delete /melodies/client/{id}',
      'get /melodies/main',
      'put /melodies/main/{id}',
    ]);
    const variants = contract.operations.flatMap((one) => one.variants.map(({ id }) => id));
    expect(variants).toEqual(['editSipNumber', 'editMobileNumber', 'editCityNumber']);
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
        actions: ['add', 'edit', 'read', 'delete', 'list'],
        rules: [],
      },
      {
        collection: '/numbers/def-virtual-number-capacity',
        identity: 'string id',
        actions: ['list'],
        rules: [],
      },
      ...[
        ['/employee-group', 'read', 'list'],
        ['/employee', 'list'],
        ['/melodies/system', 'list'],
        ['/melodies/beeps', 'list'],
        ['/melodies/client', 'add', 'delete', 'list'],
        ['/melodies/main', 'edit', 'list'],
      ].map(([collection, ...actions]) => ({
        collection,
        identity: 'integer id',
        actions,
        rules: [],
      })),
    ]);
    expect(contract.doubts.map((doubt) => doubt.id)).toEqual(
      Array.from({ length: 45 }, (_, i) => `D${i + 1}`),
    );
    expect(contract.account).toEqual({ in: 'header', name: 'Authorization' });
  });

  test('a contract without companions has no doubts, no sources and an empty initial state', async () => {
    const path = join(folder, 'openapi.yaml');
    const traces = ['x-contract', 'x-source', 'x-doubt', 'source'];
    const plain = JSON.stringify(parse(readFileSync(path, 'utf8')), (key, value) =>
      traces.includes(key) && !value.type ? undefined : value,
    );
    writeFileSync(path, plain);
    const contract = await loadContract(path);
    expect(contract).toMatchObject({ doubts: [], namedFaults: [], pages: [], initial: {} });
  });
});
