import type { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EntryFilter, Journal, JournalEntry } from '../journal/journal.ts';
import { Refusal } from '../problems/problem.ts';
import { findOperation } from './contract-view.ts';
import { instanceView } from './instance-view.ts';
import type { ControlService } from './service.ts';

const journalFilters: readonly string[] = ['account', 'operation', 'status', 'after', 'limit'];

// What a list can wait for: so many entries, for so many milliseconds.
const mostWaitedFor = { count: 1_000, wait: 60_000 };
const usualWait = '5000';

type Query = Readonly<Record<string, string | undefined>>;

// Characters that may wait for the reader of a stream.
const maxUnread = 64 * 1024 * 1024;

// Characters to send at once.
const pieceLength = 256 * 1024;

/** Serves the journal, as a list and as a stream. */
export function serveJournal(
  app: FastifyInstance,
  service: Pick<
    ControlService,
    | 'contract'
    | 'accounts'
    | 'history'
    | 'turns'
    | 'journal'
    | 'tokenOf'
    | 'instance'
    | 'isJournalStored'
    | 'isolated'
    | 'behaviourNews'
  >,
): void {
  app.get('/journal', async (request, reply) => {
    const filter = filterOf(request, [...journalFilters, ...Object.keys(mostWaitedFor)]);
    const { count, wait } = request.query as Query;
    if (count !== undefined || wait !== undefined) {
      const least = wholeNumber(count ?? '1', 'count', mostWaitedFor.count);
      assertWithinLimit(least, filter);
      const ms = wholeNumber(wait ?? usualWait, 'wait', mostWaitedFor.wait);
      await untilRecorded(service.journal, filter, reply.raw, least, ms);
    }
    await service.journal.settle();
    const entries = service.journal.entries(filter);
    return reply.type('application/json; charset=utf-8').send(Readable.from(listInPieces(entries)));
  });
  app.delete('/journal', async (request, reply) => {
    await service.journal.clear(filterOf(request, ['account']).account);
    return reply.code(204).send();
  });
  // A HEAD request for an endless stream would never get a response.
  app.get('/journal/stream', { exposeHeadRoute: false }, async (request, reply) => {
    // The last entry that the reader has may come from another server.
    await service.journal.settle();
    streamJournal(request, reply);
  });

  function filterOf(request: FastifyRequest, known = journalFilters): EntryFilter {
    const query = request.query as Query;
    // The query may hold the account's token.
    const unknown = Object.keys(query).find(
      (name) => !known.includes(name) && name !== service.contract.account.name,
    );
    if (unknown !== undefined) {
      throw new Refusal('invalid-control-request', ({ control }) =>
        control.unknownFilter(unknown, known.join(', ')),
      );
    }
    const { account, operation, status } = query;
    if (status !== undefined && !/^[0-9](\d\d|xx)$/i.test(status) && status !== '0') {
      throw new Refusal('invalid-control-request', ({ control }) => control.notStatus(status));
    }
    const me = account === 'me' ? service.accounts.idOf(service.tokenOf(request)) : account;
    return {
      account: me,
      operations: operation === undefined ? undefined : operationsOf(operation),
      status,
      after: optionalNumber(query.after ?? String(request.headers['last-event-id'] ?? ''), 'after'),
      limit: optionalNumber(query.limit ?? '', 'limit'),
    };
  }

  /** An operation and its variants: the stored item decided which one a request meant. */
  function operationsOf(id: string): string[] {
    const operation = findOperation(service.contract, id);
    return [operation, ...operation.variants].map((one) => one.id);
  }

  function streamJournal(request: FastifyRequest, reply: FastifyReply): void {
    const filter = filterOf(request);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Otherwise nginx would collect events until it has enough.
      'x-accel-buffering': 'no',
    });
    raw.write(': the journal, live\n\n');
    const tell = (event: string, data: unknown) =>
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    tell('instance', instanceView(service));
    const write = (entry: JournalEntry) =>
      raw.write(`id: ${entry.seq}\nevent: exchange\ndata: ${JSON.stringify(entry)}\n\n`);
    // A reader that falls behind would fill the memory; it can resume with Last-Event-ID.
    const writeLive = (entry: JournalEntry) => {
      write(entry);
      if (raw.writableLength > maxUnread) raw.destroy();
    };
    const missed = filter.after === undefined ? [] : service.journal.read(filter);
    for (const entry of missed) write(entry);
    const stop = service.journal.subscribe(filter, writeLive, () => raw.end());
    const stopStates = service.history.subscribe((account, state) => {
      const isOther = filter.account !== undefined && filter.account !== account;
      if (!isOther && !service.isolated.has(account)) tell('state', { account, state });
    });
    const stopBehaviour = service.behaviourNews.subscribe((account) => {
      const isOther = filter.account !== undefined && filter.account !== account;
      if (!isOther || account === null) tell('behaviour', { account });
    });
    // Proxies end connections that are silent, usually after a minute.
    const alive = setInterval(() => raw.write(':\n\n'), 20_000).unref();
    raw.on('close', () => {
      clearInterval(alive);
      stop();
      stopStates();
      stopBehaviour();
    });
  }
}

/** Resolves when enough entries match, the time is over, the reader has gone or the mock closes. */
async function untilRecorded(
  journal: Journal,
  filter: EntryFilter,
  reader: EventEmitter,
  least: number,
  ms: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const recount = () => {
    count = journal.count(filter);
    if (count >= least) resolve();
  };
  // To count all for each one that comes would take long where many wait.
  const look = () => {
    if (++count >= least) recount();
  };
  const timer = setTimeout(resolve, ms);
  const stop = journal.subscribe(filter, look, resolve);
  reader.once('close', resolve);
  recount();
  await promise;
  clearTimeout(timer);
  stop();
}

// Other requests have their turn between the pieces.
async function* listInPieces(entries: Iterable<JournalEntry>): AsyncGenerator<string> {
  let piece = '[';
  let separator = '';
  for (const entry of entries) {
    piece += separator + JSON.stringify(entry);
    separator = ',';
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
    await setImmediate();
  }
  yield `${piece}]`;
}

function assertWithinLimit(count: number, { limit = count }: EntryFilter): void {
  if (count <= limit) return;
  throw new Refusal('invalid-control-request', ({ control }) =>
    control.countAboveLimit(limit, count),
  );
}

function wholeNumber(text: string, name: string, most: number): number {
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text);
  const limit = most === Number.MAX_SAFE_INTEGER ? undefined : most;
  throw new Refusal('invalid-control-request', ({ control }) =>
    control.notWholeNumber(name, text, limit),
  );
}

function optionalNumber(text: string, name: string): number | undefined {
  return text === '' ? undefined : wholeNumber(text, name, Number.MAX_SAFE_INTEGER);
}
