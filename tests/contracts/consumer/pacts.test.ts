import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pactFile } from '../../../contracts/consumer/consumer-pact.ts';
import { demandsOf } from '../pact/demands.ts';

const folder = fileURLToPath(new URL('../../../contracts/pacts', import.meta.url));
const written = readFileSync(`${folder}/${pactFile}`, 'utf8');

test('the folder of pacts has only the pact that the consumer tests write', () => {
  expect(readdirSync(folder)).toEqual([pactFile]);
});

test('the pact relies on nothing that the contract does not promise', async () => {
  expect(await demandsOf(written)).toEqual([]);
});

test.each([
  {
    given: 'another type in a response',
    from: '"comment": "Заметка по АПИ"',
    to: '"comment": 1',
    want: /^a number registered over SIP to edit: in the response, \$\.comment must be string,null \(\S+openapi\.yaml:\d+, page edit-sip-number, row comment\)$/,
  },
  {
    given: 'an unknown path',
    from: '"path": "/melodies/personal"',
    to: '"path": "/melodies"',
    want: /^a look at all rules: the document has no GET \/melodies \(\S+openapi\.yaml\)$/,
  },
  {
    given: 'a field without a promise',
    from: '"media_id": 50,\n              "number_capacity_ids"',
    to: '"media_id": 50, "colour": "red",\n              "number_capacity_ids"',
    want: /^a look at all rules: the response has \$\[0\]\.colour \(D15: /,
  },
])('the comparison of pact and contract finds $given', async ({ from, to, want }) => {
  expect(written).toContain(from);
  expect(await demandsOf(written.replaceAll(from, to))).toContainEqual(expect.stringMatching(want));
});
