import { describe, expect, test } from 'vitest';
import { createMistakeFinder } from './in-english.ts';
import { testMistakes } from './mistake-table.ts';
import { goodPhone, phone, property } from './schemas.ts';

describe('secrets', () => {
  const masked = '"***"';
  testMistakes([
    {
      title: 'a secret of the wrong type is masked in value and message',
      schema: phone,
      given: { ...goodPhone, password: 12345 },
      want: [
        {
          pointer: '/password',
          kind: 'wrong-type',
          message: 'password is the number "***"; send a string.',
          received: masked,
        },
      ],
    },
    {
      title: 'a value inside a secret is masked',
      schema: property({
        type: 'object',
        format: 'password',
        properties: { inner: { type: 'integer' }, word: { enum: ['abc'] } },
      }),
      given: { x: { inner: 'hunter2', word: 'hunter2' } },
      want: [
        { pointer: '/x/inner', kind: 'wrong-type', received: masked },
        { pointer: '/x/word', kind: 'not-allowed', received: masked },
      ],
    },
  ]);

  test.each([
    { title: 'under its name', body: { ...goodPhone, password: ['hunter2'] } },
    { title: 'under a misspelt name', body: { ...goodPhone, pasword: { is: 'hunter2' } } },
    { title: 'under a far name', body: { ...goodPhone, pwd: 'hunter2' } },
    { title: 'beside the right one', body: { ...goodPhone, password: 'x', Password: 'hunter2' } },
    {
      title: 'in a field of another type',
      body: { ...goodPhone, comment: { password: 'hunter2' } },
    },
    { title: 'in a list around the body', body: [{ ...goodPhone, password: 'hunter2' }] },
    { title: 'in a body that was encoded twice', body: '{"password":"hunter2"}' },
    { title: 'in an object around the body', body: { data: { password: 'hunter2' } } },
  ])('a secret is not shown $title', ({ body }) => {
    const mistakes = createMistakeFinder(phone)(body);
    expect(mistakes).not.toEqual([]);
    expect(JSON.stringify(mistakes.map(({ schema, property, ...rest }) => rest))).not.toContain(
      'hunter2',
    );
  });
});
