import { expect, test } from 'vitest';
import { plainDocument } from '../fixtures/plain-document.ts';
import { withMockOf } from './desk-office.ts';

const listOf = (more: object) => ({
  type: 'array',
  readOnly: true,
  items: { type: 'integer', minimum: 1 },
  ...more,
});

test('a required list that the server makes is empty, unless the document shows or asks for more', async () => {
  const document = plainDocument([
    {
      path: '/teams',
      required: ['members', 'seats', 'shown'],
      properties: {
        name: { type: 'string' },
        members: listOf({}),
        seats: listOf({ minItems: 2 }),
        shown: listOf({ example: [7] }),
      },
    },
  ]);
  await withMockOf({ 'openapi.yaml': document }, async (mock) => {
    const headers = { 'x-key': 'one' };
    const added = await mock.inject({ method: 'POST', url: '/teams', headers, payload: {} });
    expect(added.json()).toMatchObject({ members: [], seats: [1, 1], shown: [7] });
  });
});
