import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JournalFilter } from '../journal/journal.ts';
import { Refusal } from '../problems/problem.ts';
import type { ControlService } from './service.ts';

const journalFilters: readonly string[] = ['account', 'operation', 'status', 'after', 'limit'];

// Characters that may wait for the reader of a stream.
const mostUnread = 64 * 1024 * 1024;

/** Serves the journal, at rest and live, as a part of the control API. */
export function serveJournal(
  app: FastifyInstance,
  service: Pick<ControlService, 'contract' | 'accounts' | 'history' | 'journal' | 'tokenOf'>,
): void {
  app.get('/journal', async (request) => service.journal.read(filterOf(request)));
  app.delete('/journal', async (request, reply) => {
    service.journal.clear(filterOf(request, ['account']).account);
    return reply.code(204).send();
  });
  // A HEAD of what never ends would never be answered.
  app.get('/journal/stream', { exposeHeadRoute: false }, (request, reply) =>
    streamJournal(request, reply),
  );

  function filterOf(request: FastifyRequest, known = journalFilters): JournalFilter {
    const query = request.query as Record<string, string | undefined>;
    // The account's own key may stand in the query.
    const strange = Object.keys(query).find(
      (name) => !known.includes(name) && name !== service.contract.account.name,
    );
    if (strange !== undefined) {
      const filters = known.join(', ');
      const detail = `There is no filter "${strange}" here; use ${filters}.`;
      throw new Refusal('invalid-control-request', detail);
    }
    const { account, operation, status } = query;
    if (status !== undefined && !/^[0-9](\d\d|xx)$/i.test(status) && status !== '0') {
      throw new Refusal(
        'invalid-control-request',
        `The status "${status}" is none; write one such as 409, or a class such as 4XX.`,
      );
    }
    const me = account === 'me' ? service.accounts.idOf(service.tokenOf(request)) : account;
    return {
      account: me,
      operation,
      status,
      after: count(query.after ?? String(request.headers['last-event-id'] ?? ''), 'after'),
      limit: count(query.limit ?? '', 'limit'),
    };
  }

  function streamJournal(request: FastifyRequest, reply: FastifyReply): void {
    const filter = filterOf(request);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.write(': the journal, live\n\n');
    const write = (exchange: { seq: number }) =>
      raw.write(`id: ${exchange.seq}\nevent: exchange\ndata: ${JSON.stringify(exchange)}\n\n`);
    // A reader that does not keep up would fill the memory; it may come back with Last-Event-ID.
    const writeLive = (exchange: { seq: number }) => {
      write(exchange);
      if (raw.writableLength > mostUnread) raw.destroy();
    };
    if (filter.after !== undefined)
      for (const exchange of service.journal.read(filter)) write(exchange);
    const stop = service.journal.subscribe(filter, writeLive, () => raw.end());
    const stopStates = service.history.subscribe((account, state) => {
      if (filter.account !== undefined && filter.account !== account) return;
      raw.write(`event: state\ndata: ${JSON.stringify({ account, state })}\n\n`);
    });
    raw.on('close', () => {
      stop();
      stopStates();
    });
  }
}

function count(text: string, name: string): number | undefined {
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal('invalid-control-request', `${name} must be a whole number, not "${text}".`);
}
