import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Catalogue,
  type Contract,
  createRedaction,
  type Identifier,
  type IdentifierKind,
  loadCatalogue,
  parseIdentifiers,
  type Redaction,
  secretsOf,
  type Tokens,
} from '../../../spec/index.ts';
import type { Turns } from '../../accounts/turns.ts';
import {
  type ForwardedRequest,
  type ForwardedResponse,
  type ForwardTarget,
  forward,
  withHeaders,
} from '../../http/forward.ts';
import { type CaseAccounts, sendOwn } from '../../http/own-requests.ts';
import { textsInLanguage } from '../../http/response-language.ts';
import { Refusal } from '../../problems/problem.ts';
import {
  buildCaseReport,
  type ReportedRuns,
  type ReportFormat,
  renderCaseReport,
} from './case-report.ts';
import { showCatalogue } from './catalogue-view.ts';
import { type Preflight, preflight } from './preflight.ts';
import { sendWithRetries } from './retry-after.ts';
import { runCase } from './run-case.ts';

/** What the routes of cases need. */
export interface CaseService {
  readonly contract: Contract;
  readonly turns: Turns;
  /** The ids of the accounts of running cases, which the switches and faults of all do not reach. */
  readonly isolated: Set<string>;
  /** Returns a new id for tokens. */
  newId(): string;
  wait(ms: number): Promise<void>;
  /**
   * Returns the body of a request to an operation of the control API, once it is checked.
   * @throws Refusal with every mistake in it
   */
  checkedBody<Body>(operation: string, request: FastifyRequest): Promise<Body>;
}

interface Tokened {
  readonly token?: string;
  readonly secondToken?: string;
}

interface RunCaseBody extends Tokened {
  readonly to: 'mock' | 'provider';
  readonly lent?: Readonly<Record<string, readonly Identifier[]>>;
}

/**
 * Serves the catalogue of cases, and runs cases.
 * @param targetOf finds the server of a target; throws a Refusal if there is none
 */
export function serveCases(
  app: FastifyInstance,
  service: CaseService,
  targetOf: (to: RunCaseBody['to']) => ForwardTarget,
): void {
  const { contract, turns, isolated } = service;
  // Cached, because reading it is slow and the page runs several hundred cases in a row.
  let catalogue: Catalogue | undefined;

  app.get('/catalogue', async () => {
    catalogue = loadCatalogue(contract);
    return showCatalogue(catalogue);
  });

  app.post('/cases/report', async (request, reply) => {
    const { format, ...runs } = await service.checkedBody<ReportedRuns & { format: ReportFormat }>(
      'reportCases',
      request,
    );
    catalogue ??= loadCatalogue(contract);
    const report = await buildCaseReport(runs, contract, catalogue, targetOf(runs.to).url);
    const { type, text } = await renderCaseReport(report, format);
    return reply.type(type).send(Buffer.from(text));
  });

  app.post('/cases/preflight', async (request, reply): Promise<Preflight> => {
    const body = await service.checkedBody<Tokened>('preflightCases', request);
    const target = targetOf('provider');
    const tokens = tokensOf(body);
    const found = await preflight({
      contract,
      tokens,
      url: target.url,
      send: (one) => sendWithRetries(() => forward(one, target), service.wait, Date.now),
    });
    if (found.ok) return found;
    const says = found.says(textsInLanguage(request, reply));
    return { ok: false, says: createRedaction(contract.document, secretsOf(tokens)).text(says) };
  });

  app.post<{ Params: { case: string } }>('/cases/:case', async (request) => {
    const body = await service.checkedBody<RunCaseBody>('runCase', request);
    catalogue ??= loadCatalogue(contract);
    const one = catalogue.cases.find(({ id }) => id === request.params.case);
    if (one === undefined) {
      throw new Refusal('unknown-control-path', ({ control }) =>
        control.unknownCase(request.params.case),
      );
    }
    const { to } = body;
    const target = targetOf(to);
    const tokens = to === 'mock' ? freshTokens(one.id) : tokensOf(body);
    const redaction = createRedaction(contract.document, secretsOf(tokens));
    const run: CaseAccounts = { name: service.newId(), ids: new Set() };
    try {
      return await runCase(one, {
        contract,
        to,
        tokens,
        testData: testDataOf(body, catalogue),
        send: (request) =>
          to === 'mock'
            ? sendOwn(run, (_own, added) => forward(withHeaders(request, added), target))
            : sendWithRetries(() => forward(request, target), service.wait, Date.now),
        showRequest: (one) => redactRequest(one, redaction),
        showAnswer: (one) => redactResponse(one, redaction),
      });
    } finally {
      // Nobody can use these accounts again, and they would push out others.
      for (const id of run.ids) {
        const account = await turns.find(id);
        if (account !== undefined) await turns.forget(account);
        isolated.delete(id);
      }
    }
  });

  // A new account in the initial state, so that cases disturb neither the tester nor each other.
  function freshTokens(id: string): Tokens {
    const first = `case-${id}-${service.newId()}`;
    return { first, second: `second-${first}` };
  }
}

// The body comes from the catalogue, and its exact text is often the point of a case.
function redactRequest(one: ForwardedRequest, redaction: Redaction): ForwardedRequest {
  return {
    ...one,
    path: redaction.text(one.path),
    headers: redaction.headers(one.headers ?? {}),
    ...(one.body === undefined ? {} : { body: redaction.known(one.body) }),
  };
}

function redactResponse(one: ForwardedResponse, redaction: Redaction): ForwardedResponse {
  if ('failure' in one) return { ...one, failure: redaction.text(one.failure) };
  const { headers, body } = one;
  return { ...one, headers: redaction.headers(headers), body: redaction.bodyText(body) };
}

function tokensOf({ token, secondToken }: Tokened): Tokens {
  // An empty form field is no token.
  return { first: token || undefined, second: secondToken || undefined };
}

function testDataOf(
  { lent = {}, to }: RunCaseBody,
  { identifiers }: Catalogue,
): Map<string, readonly Identifier[]> {
  // With a provider such a default would change a real account.
  const isWithheld = (kind: IdentifierKind) => to === 'provider' && kind['mock-only'] === true;
  return new Map(
    identifiers.map((kind) => [
      kind.name,
      lent[kind.name] ?? (isWithheld(kind) ? [] : parseIdentifiers(kind.default, kind.text)),
    ]),
  );
}
