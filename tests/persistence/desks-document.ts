import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Uniqueness rules by name: the field that each claims. */
export type DeskRules = Readonly<Record<string, string>>;

/** No two desks of an account have the same number. */
export const oneNumber: DeskRules = { 'one-desk-a-number': 'number' };

const desk = {
  type: 'object',
  required: ['number', 'name'],
  properties: {
    id: { type: 'integer', readOnly: true },
    number: { type: 'integer' },
    name: { type: 'string' },
    pin: { type: 'string', format: 'password' },
  },
};

/** Writes a document with desks into a folder, and returns its file. */
export function writeDesks(folder: string, rules: DeskRules = oneNumber): string {
  const unique = Object.entries(rules).map(([name, field]) => ({ name, by: [`/${field}`] }));
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Desk' } } };
  const one = { description: 'The desk.', content };
  const refused = Object.fromEntries(
    ['404', '409', '422'].map((status) => [status, { description: 'Refused.' }]),
  );
  const sent = { requestBody: { required: true, content } };
  const many = { type: 'array', items: { $ref: '#/components/schemas/Desk' } };
  const file = join(folder, 'desks.json');
  const document = {
    openapi: '3.1.0',
    info: { title: 'Desks', version: '1.0.0' },
    security: [{ key: [] }],
    paths: {
      '/desks': {
        get: {
          operationId: 'listDesks',
          responses: {
            200: { description: 'All.', content: { 'application/json': { schema: many } } },
          },
        },
        post: { operationId: 'addDesk', ...sent, responses: { 200: one, ...refused } },
      },
      '/desks/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        get: { operationId: 'readDesk', responses: { 200: one, ...refused } },
        put: { operationId: 'editDesk', ...sent, responses: { 200: one, ...refused } },
        delete: {
          operationId: 'deleteDesk',
          responses: { 204: { description: 'Gone.' }, ...refused },
        },
      },
    },
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Authorization' } },
      schemas: { Desk: { ...desk, 'x-unique': unique } },
    },
  };
  writeFileSync(file, JSON.stringify(document));
  return file;
}
