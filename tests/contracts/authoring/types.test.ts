import { expect, test } from 'vitest';
import type { ConsumerPact } from '../../../contracts/authoring/index.ts';

/** What only the compiler tries: `npm run check` fails where one of these lines compiles, or another does not. */
function compiled(page: ConsumerPact) {
  const free = 'a number and a group that no rule holds';
  const run = async () => {};
  // @ts-expect-error There is no such operation.
  page.add({ operation: 'addMelody' }, run);
  // @ts-expect-error There is no such state.
  page.add({ operation: 'listEmployees', given: 'a rule' }, run);
  // @ts-expect-error The state lends no such value.
  page.add({ operation: 'listEmployees', given: { [free]: { rule: 'first' } } }, run);
  // @ts-expect-error No response has the field.
  page.add({ operation: 'listPersonalMelodies', willRespond: ['colour'] }, run);
  // @ts-expect-error The document has no such refusal.
  page.add({ operation: 'listPersonalMelodies', willRespond: 409 }, run);
  // @ts-expect-error The query has no such value.
  page.add({ operation: 'listNumbers', with: { query: { type: 'landline' } } }, run);
  const broken = {
    operation: 'addPersonalMelody',
    given: free,
    // @ts-expect-error The body lacks a field.
    with: ({ number }) => ({ body: { number_capacity_ids: [number], source_type: 'system' } }),
  } as const satisfies Parameters<typeof page.add<'addPersonalMelody', typeof free>>[0];
  page.add({ ...broken, willRespond: 'refused' }, run);
  page.add(
    {
      operation: 'editPersonalMelody',
      given: { [free]: { number: 'free_number' }, 'a rule that holds a number and a group': true },
      with: ({ rule, free_number, media }) => ({
        path: { id: rule },
        body: {
          id: rule,
          number_capacity_ids: [free_number],
          source_type: 'system',
          media_id: media,
        },
      }),
      willRespond: ['id'],
    },
    async ({ values, request, response }) => {
      const numbers: number[] = [values.free_number, request.path.id, response.body.id];
      // @ts-expect-error The consumer does not read it.
      return [...numbers, response.body.media_id];
    },
  );
}

test('the operations, states, values and fields of an interaction are typed', () => {
  expect(compiled).toBeTypeOf('function');
});
