import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pactFile } from '../../../contracts/consumer/pact.ts';
import { errorsOf } from './comparator.ts';

const folder = fileURLToPath(new URL('../../../contracts/pacts', import.meta.url));
const written = readFileSync(`${folder}/${pactFile}`, 'utf8');

test('no pact lies about that no consumer test writes any more', () => {
  expect(readdirSync(folder)).toEqual([pactFile]);
});

test('the pact asks for nothing that the contract does not promise', async () => {
  expect(await errorsOf(written)).toEqual([]);
});

test.each([
  {
    given: 'another type in an answer',
    from: '"comment": "Заметка по АПИ"',
    to: '"comment": 1',
    want: 'response.body.incompatible: a number registered over SIP to edit',
  },
  {
    given: 'a path that is not there',
    from: '"path": "/melodies/personal"',
    to: '"path": "/melodies"',
    want: 'request.path-or-method.unknown: a look at all rules',
  },
  {
    given: 'a field that is not promised',
    from: '"media_id": 50,\n              "source_type"',
    to: '"media_id": 50, "colour": "red",\n              "source_type"',
    want: 'response.body.incompatible: a look at all rules',
  },
])('the comparison finds $given', async ({ from, to, want }) => {
  expect(written).toContain(from);
  expect(await errorsOf(written.replaceAll(from, to))).toContain(want);
});
