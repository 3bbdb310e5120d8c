import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { toHar } from '../../mocks/explorer/export/har.ts';
import type { JournalEntry } from '../../mocks/index.ts';

const text = { type: 'string' };
const number = { type: 'number' };
/** The schema of an object with only these fields. */
function object(required: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}
const pairs = { type: 'array', items: object({ name: text, value: text }, { comment: text }) };
const message = {
  httpVersion: text,
  cookies: { type: 'array' },
  headers: pairs,
  headersSize: number,
  bodySize: number,
};

/** HAR 1.2 as in http://www.softwareishard.com/blog/har-12-spec/. */
const har = object({
  log: object({
    version: { const: '1.2' },
    creator: object({ name: text, version: text }, { comment: text }),
    entries: {
      type: 'array',
      items: object(
        {
          startedDateTime: { type: 'string', format: 'date-time' },
          time: { type: 'number', minimum: 0 },
          request: object(
            {
              method: text,
              url: { type: 'string', format: 'uri' },
              queryString: pairs,
              ...message,
            },
            { postData: object({ mimeType: text, params: { type: 'array' }, text }) },
          ),
          response: object({
            status: number,
            statusText: text,
            content: object({ size: number, mimeType: text, text }),
            redirectURL: text,
            ...message,
          }),
          cache: { type: 'object' },
          timings: object({ send: number, wait: number, receive: number }),
        },
        { comment: text },
      ),
    },
  }),
});

const exchange: JournalEntry = {
  seq: 7,
  time: '2026-05-04T10:00:01.000Z',
  account: 'abc',
  operation: 'add',
  ms: 250,
  state: 3,
  request: {
    method: 'POST',
    url: '/things?a=b&a=%20c',
    headers: { 'content-type': 'application/json', authorization: '***' },
    body: { name: 'Ы' },
  },
  response: { status: 200, headers: { 'Content-Type': 'application/json' }, body: [1] },
};
const dropped: JournalEntry = {
  ...exchange,
  request: { method: 'GET', url: '/things', headers: {} },
  response: { status: 0, headers: {} },
};

test('the HAR export conforms to HAR 1.2 and contains requests and responses', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const made = JSON.parse(toHar([exchange, dropped], 'http://127.0.0.1:4010', 'Things, mock'));
  ajv.validate(har, made);
  expect(ajv.errors).toBeNull();
  expect(made.log.entries[0]).toMatchObject({
    startedDateTime: '2026-05-04T10:00:00.750Z',
    time: 250,
    request: {
      url: 'http://127.0.0.1:4010/things?a=b&a=%20c',
      queryString: [
        { name: 'a', value: 'b' },
        { name: 'a', value: ' c' },
      ],
      postData: { mimeType: 'application/json', text: '{"name":"Ы"}' },
      bodySize: 13,
    },
    response: { status: 200, content: { mimeType: 'application/json', text: '[1]' } },
  });
  expect(made.log.entries[1].request).not.toHaveProperty('postData');
  expect(made.log.entries[1].comment).toContain('dropped');
});
