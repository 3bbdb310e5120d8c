import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { plainDocument } from '../fixtures/plain-document.ts';
import { answer, type Spoil, verifySpoiled } from './spoiled-mock.ts';
import { against, type Handler, idsOf } from './verify-handler.ts';

// The words of the document on what is stored, each kept by the mock and broken by a provider.

const spec = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));
const desk = (spoil: Spoil, ...checks: string[]) => verifySpoiled({ spec, spoil }, { checks });

test('the mock keeps all of the booking desk, whose every variant is tried', async () => {
  const { report } = await verifySpoiled({ spec });
  expect(idsOf(report, 'broken')).toEqual([]);
  expect(report).toMatchObject({ exitCode: 0, counts: { inconclusive: 0 } });
  const untried = (report.coverage ?? []).filter(
    ({ kind, tried }) => kind === 'operation' && tried === 0,
  );
  expect(untried.map(({ name }) => name)).toEqual(['POST /quotes']);
  expect(idsOf(report, 'kept')).toEqual(
    expect.arrayContaining([
      'stored-passes-changestaffpass',
      'stored-rooms-room-desks-deliverdesk',
    ]),
  );
});

describe('a provider is broken that', () => {
  test('answers a variant as another is answered', async () => {
    const id = 'stored-passes-changestaffpass';
    const { report } = await desk(
      async ({ method, body }, forward) => {
        if (method !== 'PATCH' || !body.includes('lockers')) return undefined;
        const { status, body: text } = await forward();
        const { lockers: _, ...rest } = JSON.parse(text);
        return answer(status, { ...rest, holder: 'Ada' });
      },
      id,
      'answers-shape',
    );
    expect(idsOf(report, 'broken')).toContain('answers-shape');
  });

  test('does not store what a variant was sent', async () => {
    const id = 'stored-passes-changestaffpass';
    const { report } = await desk(
      ({ method, body, path }) =>
        method === 'PATCH' && body.includes('lockers')
          ? answer(200, { pass: path.split('/').at(-1), ...JSON.parse(body) })
          : undefined,
      id,
    );
    expect(idsOf(report, 'broken')).toEqual([id]);
  });
});

describe('what an edit cannot carry', () => {
  const lamp = { type: 'object', additionalProperties: false };
  const name = { type: 'string' };
  const content = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const shown = { description: 'The lamp.', ...content({ $ref: '#/components/schemas/Lamp' }) };
  const properties = { id: { type: 'integer', readOnly: true }, name, colour: { type: 'string' } };
  const document = plainDocument([], {
    '/lamps': {
      get: {
        operationId: 'list',
        responses: {
          200: {
            description: 'All.',
            ...content({ type: 'array', items: { $ref: '#/components/schemas/Lamp' } }),
          },
        },
      },
      post: {
        operationId: 'add',
        requestBody: content({
          ...lamp,
          required: ['name', 'colour'],
          properties: { name, colour: { type: 'string' } },
        }),
        responses: { 200: shown },
      },
    },
    '/lamps/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      put: {
        operationId: 'edit',
        requestBody: content({ ...lamp, required: ['name'], properties: { name } }),
        responses: { 200: { description: 'The lamp.', ...content({ ...lamp, properties }) } },
      },
      delete: { operationId: 'remove', responses: { 204: { description: 'Gone.' } } },
    },
  });
  Object.assign((document.components as { schemas: object }).schemas, {
    Lamp: { type: 'object', required: ['id', 'name'], properties },
  });

  /** Serves lamps; an edit keeps what it is not sent, or not. */
  function lamps(keeps: boolean): Handler {
    const items = new Map<number, Record<string, unknown>>();
    let next = 1;
    return ({ method, url = '' }, body, response) => {
      const id = Number(url.split('/')[2]);
      const before = items.get(id);
      const json = body === '' ? {} : JSON.parse(body);
      const texts = method === 'POST' ? ['name', 'colour'] : ['name'];
      const send = (status: number, shownJson: unknown) => {
        response.statusCode = status;
        response.end(status === 204 ? undefined : JSON.stringify(shownJson));
      };
      if (method === 'GET') return send(200, [...items.values()]);
      if (Number.isFinite(id) && before === undefined) return send(404, {});
      if (method === 'DELETE') {
        items.delete(id);
        return send(204, undefined);
      }
      if (texts.some((one) => typeof json[one] !== 'string')) return send(422, {});
      const identity = method === 'POST' ? next++ : id;
      items.set(identity, { ...(keeps ? before : {}), ...json, id: identity });
      send(200, method === 'POST' ? items.get(identity) : { ...json, id: identity });
    };
  }

  test('is kept by a lawful provider', async () => {
    const report = await against(document, lamps(true));
    expect(idsOf(report, 'broken')).toEqual([]);
    expect(idsOf(report, 'kept')).toContain('stored-edited-lamps');
  });

  test('must not be lost', async () => {
    const report = await against(document, lamps(false));
    expect(idsOf(report, 'broken')).toContain('stored-edited-lamps');
  });
});
