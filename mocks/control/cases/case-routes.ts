import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Case,
  type Catalogue,
  type Contract,
  chooseToken,
  createRedaction,
  type Identifier,
  loadCatalogue,
  parseIdentifiers,
  type Redaction,
  secretsOf,
  type Tokens,
} from '../../../spec/index.ts';
import type { Accounts } from '../../accounts/account.ts';
import type { Turns } from '../../accounts/turns.ts';
import {
  type ForwardedRequest,
  type ForwardedResponse,
  type ForwardTarget,
  forward,
} from '../../http/forward.ts';
import type { Journal } from '../../journal/journal.ts';
import { Refusal } from '../../problems/problem.ts';
import { showCatalogue } from './catalogue-view.ts';
import { sendWithRetries } from './retry-after.ts';
import { runCase } from './run-case.ts';

/** What the routes of cases need. */
export interface CaseService {
  readonly contract: Contract;
  readonly accounts: Accounts;
  readonly turns: Turns;
  readonly journal: Journal;
  /** Returns a new id for tokens. */
  newId(): string;
  wait(ms: number): Promise<void>;
  /**
   * Returns the body of a request to an operation of the control API, once it is checked.
   * @throws Refusal with every mistake in it
   */
  checkedBody<Body>(operation: string, request: FastifyRequest): Promise<Body>;
}

interface RunCaseBody {
  readonly to: 'mock' | 'provider';
  readonly token?: string;
  readonly secondToken?: string;
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
  const { contract, accounts, turns, journal } = service;
  // Cached, because reading it is slow and the page runs several hundred cases in a row.
  let catalogue: Catalogue | undefined;

  app.get('/catalogue', async () => {
    catalogue = loadCatalogue(contract);
    return showCatalogue(catalogue);
  });

  app.post<{ Params: { case: string } }>('/cases/:case', async (request) => {
    const body = await service.checkedBody<RunCaseBody>('runCase', request);
    catalogue ??= loadCatalogue(contract);
    const one = catalogue.cases.find(({ id }) => id === request.params.case);
    if (one === undefined) {
      throw new Refusal(
        'unknown-control-path',
        `There is no case "${request.params.case}"; GET /_mock/catalogue lists all.`,
      );
    }
    const { to } = body;
    const target = targetOf(to);
    const tokens = to === 'mock' ? freshTokens(one.id) : tokensOf(body);
    const redaction = createRedaction(contract.document, secretsOf(tokens));
    const own = to === 'mock' ? tokensIn(one, tokens) : [];
    // Several hundred cases would push the tester's own requests out of the journal.
    const resumeJournal = journal.exclude(own.map((token) => accounts.idOf(token)));
    try {
      return await runCase(one, {
        contract,
        to,
        tokens,
        testData: testDataOf(body, catalogue),
        send: (request) =>
          to === 'mock'
            ? forward(request, target)
            : sendWithRetries(() => forward(request, target), service.wait, Date.now),
        showRequest: (one) => redactRequest(one, redaction),
        showAnswer: (one) => redactResponse(one, redaction),
      });
    } finally {
      resumeJournal();
      // Nobody can use these accounts again, and they would push out others.
      for (const token of own) {
        const account = await turns.find(accounts.idOf(token));
        if (account !== undefined) await turns.forget(account);
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

// The tokens of accounts that only this case uses: not the empty one.
function tokensIn({ given, request, then }: Case, tokens: Tokens): string[] {
  return [...given, request, ...then].flatMap(({ account }) => {
    const chosen = chooseToken(tokens, account ?? 'first');
    return 'token' in chosen && chosen.token ? [chosen.token] : [];
  });
}

function tokensOf({ token, secondToken }: RunCaseBody): Tokens {
  // An empty form field is no token.
  return { first: token || undefined, second: secondToken || undefined };
}

function testDataOf(
  { lent = {} }: RunCaseBody,
  { identifiers }: Catalogue,
): Map<string, readonly Identifier[]> {
  return new Map(
    identifiers.map((kind) => [
      kind.name,
      lent[kind.name] ?? parseIdentifiers(kind.default, kind.text),
    ]),
  );
}
