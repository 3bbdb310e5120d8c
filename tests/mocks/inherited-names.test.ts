import { expect, test } from 'vitest';
import { withMockOf } from './desk-office.ts';

// Fields and values that are called as what every object inherits; YAML keeps `__proto__` as a key.
const document = `
openapi: 3.1.0
info: { title: Inherited, version: "1" }
paths:
  /things:
    get:
      operationId: listThings
      responses: { "200": { description: All., content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } } } }
    post:
      operationId: addThing
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { "201": { description: It., content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
  /things/{thing}:
    parameters: [{ name: thing, in: path, required: true, schema: { type: integer } }]
    delete:
      operationId: deleteThing
      x-stored: { constructor: [x, null] }
      responses: { "204": { description: Gone. } }
    patch:
      operationId: changeThing
      x-stored: { constructor: x }
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { "200": { description: It., content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
components:
  schemas:
    Thing:
      type: object
      required: [thing]
      properties:
        thing: { type: integer }
        constructor: { type: [string, "null"] }
        kind: { type: [string, "null"] }
        of: { type: [integer, "null"], x-references: { by: /kind, to: { __proto__: /things, constructor: /things }, on-delete: refuse } }
`;

const cases: { one: object; other: object; want: number[] }[] = [
  { one: {}, other: { kind: '__proto__', of: 1 }, want: [409, 409] },
  { one: {}, other: { kind: 'constructor', of: 1 }, want: [409, 409] },
  { one: {}, other: { kind: 'toString', of: 1 }, want: [204, 404] },
  { one: {}, other: { of: 1 }, want: [204, 404] },
  { one: { constructor: 'x' }, other: {}, want: [204, 404] },
  { one: { constructor: 'y' }, other: {}, want: [409, 409] },
];

test.each(cases)(
  'the deletion of $one, which $other may name, returns $want, the second time too',
  async ({ one, other, want }) => {
    await withMockOf({ 'openapi.yaml': document }, async (mock) => {
      for (const payload of [one, other]) {
        const { statusCode } = await mock.inject({ method: 'POST', url: '/things', payload });
        expect(statusCode).toBe(201);
      }
      const remove = () => mock.inject({ method: 'DELETE', url: '/things/1' });
      const answers = [await remove(), await remove()];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(want);
    });
  },
);

test('a refusal shows no value that the item does not have', async () => {
  await withMockOf({ 'openapi.yaml': document }, async (mock) => {
    await mock.inject({ method: 'POST', url: '/things', payload: {} });
    const refused = await mock.inject({
      method: 'PATCH',
      url: '/things/1',
      payload: { kind: 'a' },
    });
    expect(refused.json()).toMatchObject({
      status: 409,
      detail:
        'PATCH /things/{thing} is not possible for /things/1: its constructor is null, not "x".',
    });
  });
});
