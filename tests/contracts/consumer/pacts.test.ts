import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pactFile } from '../../../contracts/consumer/consumer-pact.ts';
import { errorsOf } from './comparator.ts';

const folder = fileURLToPath(new URL('../../../contracts/pacts', import.meta.url));
const written = readFileSync(`${folder}/${pactFile}`, 'utf8');

test('the folder of pacts has only the pact that the consumer tests write', () => {
  expect(readdirSync(folder)).toEqual([pactFile]);
});

test('the pact relies on nothing that the contract does not promise', async () => {
  expect(await errorsOf(written)).toEqual([]);
});

test.each([
  {
    given: 'another type in a response',
    from: '"comment": "Заметка по АПИ"',
    to: '"comment": 1',
    want: 'response.body.incompatible: a number registered over SIP to edit',
  },
  {
    given: 'an unknown path',
    from: '"path": "/melodies/personal"',
    to: '"path": "/melodies"',
    want: 'request.path-or-method.unknown: a look at all rules',
  },
  {
    given: 'a field without a promise',
    from: '"media_id": 50,\n              "number_capacity_ids"',
    to: '"media_id": 50, "colour": "red",\n              "number_capacity_ids"',
    want: 'response.body.incompatible: a look at all rules',
  },
])('the comparison of pact and contract finds $given', async ({ from, to, want }) => {
  expect(written).toContain(from);
  expect(await errorsOf(written.replaceAll(from, to))).toContain(want);
});
