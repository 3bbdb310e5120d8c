import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMock } from '../../mocks/mock.ts';

const json = (schema: string) => `content: {application/json: {schema: ${schema}}}`;
const header = 'headers: {X-Name: {schema: {type: string}, example: Привет}}';
const thing = '{type: object, properties: {id: {type: integer}, name: {type: string}}}';
const document = `openapi: 3.1.0
info: {title: Things, version: '1'}
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: Authorization}}}
paths:
  /things:
    get: {operationId: list, responses: {200: {description: All., ${json(`{type: array, items: ${thing}}`)}}}}
    post:
      operationId: add
      requestBody: {${json(thing)}}
      responses: {201: {description: Added., ${header}, ${json(thing)}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put:
      operationId: edit
      requestBody: {${json(thing)}}
      responses: {200: {description: Edited., ${json(thing)}}}
  /greeting:
    get: {operationId: greet, responses: {200: {description: Hello., ${header}}}}
`;

test('a response whose header cannot be written is reported, and changes nothing', async () => {
  const spec = join(mkdtempSync(join(tmpdir(), 'unsendable-')), 'openapi.yaml');
  writeFileSync(spec, document);
  const mock = await createMock({ spec });
  const url = await mock.listen();
  const headers = { authorization: 'me', 'content-type': 'application/json' };

  const greeted = await fetch(`${url}/greeting`, { headers });
  expect(greeted.status).toBe(422);
  expect(await greeted.json()).toMatchObject({
    type: '/_mock/problems/unanswerable',
    detail: expect.stringMatching(/cannot be sent: .*"x-name".*; correct the document\.$/),
  });
  const added = await fetch(`${url}/things`, { headers, method: 'POST', body: '{"name":"one"}' });
  expect(added.status).toBe(422);
  expect(await added.json()).toMatchObject({
    type: '/_mock/problems/unanswerable',
    detail: 'The header x-name has a letter that no header can hold; use ASCII.',
  });
  const listed = await fetch(`${url}/things`, { headers });
  expect(await listed.json()).toEqual([]);
  await mock.close();
});
