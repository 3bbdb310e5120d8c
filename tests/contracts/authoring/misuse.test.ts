import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pact } from '../../../contracts/authoring/index.ts';
import { Misuse } from '../../../spec/index.ts';

const dir = mkdtempSync(join(tmpdir(), 'pacts-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Adds an interaction that JavaScript, or a cast, lets through. */
async function add(interaction: object): Promise<never> {
  await pact('page', { dir }).add(interaction as { operation: 'listEmployees' }, async () => {});
  throw new Error('It was added.');
}

const free = 'a number and a group that no rule holds';
const rule = 'a rule that holds a number and a group';
const edit = { operation: 'editSipNumber', given: 'a number registered over SIP' };

test.each([
  {
    given: 'an unknown operation',
    interaction: { operation: 'addMelody' },
    want: /^The contract has no operation "addMelody"; it has listPersonalMelodies, /,
  },
  {
    given: 'an unknown field',
    interaction: { operation: 'listEmployees', wilRespond: 'refused' },
    want: 'An interaction has no "wilRespond"; it has operation, given, with, willRespond, description.',
  },
  {
    given: 'an empty description',
    interaction: { operation: 'listEmployees', description: '' },
    want: 'The description of an interaction is ""; it must be a text, or left out.',
  },
  {
    given: 'an unknown state',
    interaction: { operation: 'listEmployees', given: 'a rule' },
    want: /^There is no provider state "a rule"; give one of "a number and a group that no rule holds", /,
  },
  {
    given: 'a value that a state does not lend',
    interaction: { operation: 'listEmployees', given: { [free]: { rule: 'first' } } },
    want: `The state "${free}" lends no "rule"; it lends number, group, media.`,
  },
  {
    given: 'two values of one name',
    interaction: { operation: 'listEmployees', given: { [free]: true, [rule]: true } },
    want: `Two values of the given states are called "number"; give one another name, as in { "${rule}": { number: "other_number" } }.`,
  },
  {
    given: 'a misspelled value',
    interaction: {
      operation: 'addPersonalMelody',
      given: free,
      with: ({ nubmer }: Record<string, unknown>) => ({ body: { number_capacity_ids: [nubmer] } }),
    },
    want: 'The given states lend no "nubmer"; they lend number, group, media.',
  },
  {
    given: 'a value of a state in a text',
    interaction: {
      ...edit,
      with: ({ sip }: Record<string, unknown>) => ({
        path: { id: 1 },
        body: { comment: `${sip}` },
      }),
    },
    want: '"sip" cannot be part of a text: a provider state lends it when a provider is verified; use it as a whole value.',
  },
  {
    given: 'a body that the document does not promise to accept',
    interaction: {
      operation: 'addPersonalMelody',
      with: { body: { number_capacity_ids: [1], source_type: 'system', media_id: 'fifty' } },
    },
    want: "The document does not promise that addPersonalMelody (POST /melodies/personal) accepts this request: body/media_id must be integer. Mend it, or expect a refusal: willRespond: 'refused'.",
  },
  {
    given: 'no body',
    interaction: { operation: 'addPersonalMelody' },
    want: /accepts this request: the request must have required property 'body'\./,
  },
  {
    given: 'a body for an operation that takes none',
    interaction: { operation: 'listEmployees', with: { body: {} } },
    want: /accepts this request: the request has an unknown "body"\./,
  },
  {
    given: 'a missing path parameter of a refused request',
    interaction: { operation: 'deletePersonalMelody', willRespond: 'refused' },
    want: "This is no request of deletePersonalMelody (DELETE /melodies/personal/{id}): path must have required property 'id'.",
  },
  {
    given: 'a value that a query parameter cannot have',
    interaction: { operation: 'listNumbers', with: { query: { type: 'landline' } } },
    want: /accepts this request: query\/type must be one of def, abc, /,
  },
  {
    given: 'a refusal that the document does not have',
    interaction: { operation: 'listEmployees', willRespond: 418 },
    want: "The document has no refusal 418 of listEmployees; expect 'refused', or one of 401, 405.",
  },
  {
    given: 'a field that no response has',
    interaction: { operation: 'listPersonalMelodies', willRespond: ['id', 'colour'] },
    want: 'The document has no "colour" in the response of listPersonalMelodies; name some of number_capacity_ids, employee_group_ids, source_type, media_id, id.',
  },
  {
    given: 'a secret in the response',
    interaction: {
      ...edit,
      with: { path: { id: 1 }, body: { id: 1, purpose: 'company', password: 'secret' } },
      willRespond: ['password'],
    },
    want: /^The document does not promise "password" in the response of editSipNumber to this request: /,
  },
  {
    given: 'an optional field that was not sent',
    interaction: {
      ...edit,
      with: { path: { id: 1 }, body: { id: 1, purpose: 'company' } },
      willRespond: ['comment'],
    },
    want: /^The document does not promise "comment" in the response of editSipNumber to this request: /,
  },
])('$given is refused with a sentence, and nothing is written', async ({ interaction, want }) => {
  const error: unknown = await add(interaction).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Misuse);
  expect((error as Misuse).message).toMatch(want);
  expect(readdirSync(dir)).toEqual([]);
});

test('two interactions of one description are refused, but for a repeated one', async () => {
  const page = pact('twice', { dir });
  const list = async ({ url, token }: { url: string; token: string }) => {
    await fetch(`${url}/melodies/personal`, { headers: { authorization: token } });
  };
  const interaction = { operation: 'listPersonalMelodies', description: 'a look' } as const;
  await page.add(interaction, list);
  await page.add(interaction, list);
  await expect(page.add({ ...interaction, willRespond: ['id'] }, list)).rejects.toThrow(
    'Two interactions of twice are described as "a look"; give one another description.',
  );
});

test('a test that sends another request fails, and its interaction is not written', async () => {
  const page = pact('another', { dir });
  const added = page.add({ operation: 'listEmployees' }, ({ url }) => fetch(`${url}/employees`));
  await expect(added).rejects.toThrow(
    /request was not expected:\s+Method: GET\s+Path: \/employees/,
  );
  expect(readdirSync(dir)).not.toContain('another-data-api.json');
});

test.each([undefined, '', ' ', 'sales/page', 5])('no consumer is called %j', (name) => {
  expect(() => pact(name as string, { dir })).toThrow(/^The name of the consumer is /);
});

test('an interaction without a test is misuse', async () => {
  const add = pact('page', { dir }).add as (interaction: unknown, test?: unknown) => Promise<void>;
  await expect(add({ operation: 'listEmployees' })).rejects.toThrow(/^Give add\(\) an interaction/);
  await expect(add(undefined, async () => {})).rejects.toThrow(/^Give add\(\) an interaction/);
});

test('a folder that cannot be made is named, before the test runs', async () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  const added = pact('page', { dir: file }).add({ operation: 'listEmployees' }, async () => {
    throw new Error('The test ran.');
  });
  await expect(added).rejects.toThrow(`The folder ${file} cannot hold the pact (EEXIST`);
  rmSync(file);
});
