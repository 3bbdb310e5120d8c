import Fastify, { type FastifyRequest } from 'fastify';
import { lawfulBehaviour } from '../behaviour.ts';
import type { Fields } from '../parsing.ts';
import { ruleFields, sipFields } from '../parsing.ts';
import { Refusal } from '../refusal.ts';
import type { Operation } from '../serving.ts';
import type { Postgres } from './postgres.ts';
import { type Plan, PostgresStore } from './postgres-store.ts';
import type { Recorded, Stack } from './stack.ts';

const b = lawfulBehaviour;

/** Serves a store in PostgreSQL with Fastify, as it comes: no layer of our own, its own refusals. */
export async function serveFastify(postgres: Postgres, plan: Plan): Promise<Stack> {
  const store = await PostgresStore.open(postgres, plan);
  const app = Fastify({ forceCloseConnections: true });
  const recorded: Recorded[] = [];

  app.setErrorHandler((error, _request, reply) =>
    error instanceof Refusal ? reply.code(error.status).send({ message: error.message }) : error,
  );
  // Before anything else, so that what is never answered is recorded, too.
  const records = new WeakMap<FastifyRequest, Recorded>();
  app.addHook('onRequest', async (request) => {
    const { method, url: path, host, headers } = request;
    const { authorization } = headers;
    const one = { method, path, host, authorization, body: '', status: 0, answer: '' };
    records.set(request, one);
    recorded.push(one);
  });
  app.addHook('preHandler', async (request) => {
    Object.assign(records.get(request) ?? {}, { body: JSON.stringify(request.body) ?? '' });
  });
  app.addHook('onSend', async (request, reply, payload) => {
    Object.assign(records.get(request) ?? {}, { status: reply.statusCode, answer: payload });
  });

  const account = ({ headers }: FastifyRequest, operation: Operation) =>
    b.authorise(headers.authorization, operation);
  const pathId = ({ params }: FastifyRequest) => b.readPathId((params as { id: string }).id);
  const fields = ({ body }: FastifyRequest, known: readonly string[]): Fields => {
    const object = b.readObject(body);
    b.checkFields(object, known);
    return object;
  };

  app.get('/melodies/personal', async (request) => {
    return b.showList(b, await store.list(account(request, 'list')));
  });
  app.post('/melodies/personal', async (request) => {
    const one = account(request, 'add');
    const draft = b.readRule(b, fields(request, ruleFields));
    return b.showRule(b, await store.add(one, draft), 'add');
  });
  app.put('/melodies/personal/:id', async (request) => {
    const one = account(request, 'edit');
    const body = fields(request, [...ruleFields, 'id']);
    const id = b.readBodyId(body.id, pathId(request));
    return b.showRule(b, await store.edit(one, id, b.readRule(b, body)), 'edit');
  });
  app.delete('/melodies/personal/:id', async (request) => {
    const one = account(request, 'delete');
    const id = pathId(request);
    await store.remove(one, id);
    return { id };
  });
  app.put('/numbers/virtual-number/:id', async (request) => {
    const one = account(request, 'sip');
    const body = fields(request, [...sipFields, 'id']);
    const id = b.readBodyId(body.id, pathId(request));
    return b.showSip(b, await store.editSip(one, id, b.readSip(b, body)));
  });

  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    tokens: { first: 'token-one', second: 'token-two' },
    recorded,
    held: () => store.held(),
    hangUp: () => app.close(),
    async close() {
      await app.close();
      await store.close();
    },
  };
}
