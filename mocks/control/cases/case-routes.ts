import type { FastifyInstance } from 'fastify';
import {
  type Case,
  type Catalogue,
  type Contract,
  chooseToken,
  createRedaction,
  loadCatalogue,
  type Redaction,
  secretsOf,
  type Tokens,
} from '../../../spec/index.ts';
import type { Accounts } from '../../accounts/account.ts';
import type { History } from '../../accounts/history.ts';
import { type ForwardedRequest, type ForwardedResponse, forward } from '../../http/forward.ts';
import type { Journal } from '../../journal/journal.ts';
import { Refusal } from '../../problems/problem.ts';
import { showCatalogue } from './catalogue-view.ts';
import { type Identifier, readIdentifiers } from './identifier-list.ts';
import { sendPatiently } from './retry-after.ts';
import { runCase } from './run-case.ts';

/** What the cases are played with. */
export interface CaseService {
  readonly contract: Contract;
  readonly accounts: Accounts;
  readonly history: History;
  readonly journal: Journal;
  /** Makes what no two tokens have in common. */
  newId(): string;
  wait(ms: number): Promise<void>;
  /**
   * The URL of who is asked.
   * @throws Refusal when there is none.
   */
  baseOf(to: 'mock' | 'provider'): string;
  /**
   * Checks the body of a request to the control API.
   * @throws Refusal when it is not as the control API's document says.
   */
  assertBody(operation: string, body: unknown): Promise<void>;
}

interface Wanted {
  readonly to: 'mock' | 'provider';
  readonly token?: string;
  readonly secondToken?: string;
  readonly lent?: Readonly<Record<string, readonly Identifier[]>>;
}

/** Serves the catalogue of cases, and plays one of them. */
export function serveCases(app: FastifyInstance, service: CaseService): void {
  const { contract, accounts, history, journal } = service;
  // Reading it takes a while, and several hundred cases may be played in a row.
  let catalogue: Catalogue | undefined;

  app.get('/catalogue', async () => {
    catalogue = loadCatalogue(contract);
    return showCatalogue(catalogue);
  });

  app.post<{ Params: { case: string } }>('/cases/:case', async (request) => {
    await service.assertBody('runCase', request.body);
    catalogue ??= loadCatalogue(contract);
    const one = catalogue.cases.find(({ id }) => id === request.params.case);
    if (one === undefined) {
      throw new Refusal(
        'unknown-control-path',
        `There is no case "${request.params.case}"; GET /_mock/catalogue lists them.`,
      );
    }
    const wanted = request.body as Wanted;
    const { to } = wanted;
    const base = service.baseOf(to);
    const tokens = to === 'mock' ? freshTokens(one.id) : tokensOf(wanted);
    const redaction = createRedaction(contract.document, secretsOf(tokens));
    const own = to === 'mock' ? tokensIn(one, tokens) : [];
    // Several hundred cases would push what the tester did out of the journal.
    const enterAgain = journal.exclude(own.map((token) => accounts.idOf(token)));
    try {
      return await runCase(one, {
        contract,
        to,
        tokens,
        lent: lentBy(wanted, catalogue),
        send: (asked) =>
          to === 'mock'
            ? forward(asked, base)
            : sendPatiently(() => forward(asked, base), service.wait, Date.now),
        showRequest: (one) => shownRequest(one, redaction),
        showAnswer: (one) => shownAnswer(one, redaction),
      });
    } finally {
      enterAgain();
      // Nobody can come back to these accounts; kept, they would push out those that somebody uses.
      for (const token of own) {
        const forgotten = accounts.forget(token);
        if (forgotten !== undefined) history.forget(forgotten);
      }
    }
  });

  // An account on the initial state, so that no case disturbs the tester's or another case.
  function freshTokens(id: string): Tokens {
    const first = `case-${id}-${service.newId()}`;
    return { first, second: `second-${first}` };
  }
}

// The body is the catalogue's own, and being sent to the letter is often the very point of a case.
function shownRequest(one: ForwardedRequest, redaction: Redaction): ForwardedRequest {
  return {
    ...one,
    path: redaction.text(one.path),
    headers: redaction.headers(one.headers ?? {}),
    ...(one.body === undefined ? {} : { body: redaction.known(one.body) }),
  };
}

function shownAnswer(one: ForwardedResponse, redaction: Redaction): ForwardedResponse {
  if ('failure' in one) return { ...one, failure: redaction.text(one.failure) };
  const { headers, body } = one;
  return { ...one, headers: redaction.headers(headers), body: redaction.bodyText(body) };
}

// The tokens of accounts that nobody else uses: neither none nor the empty one.
function tokensIn({ given, request, then }: Case, tokens: Tokens): string[] {
  return [...given, request, ...then].flatMap(({ account }) => {
    const chosen = chooseToken(tokens, account ?? 'first');
    return 'token' in chosen && chosen.token ? [chosen.token] : [];
  });
}

function tokensOf({ token, secondToken }: Wanted): Tokens {
  // An empty field of a form is no token.
  return { first: token || undefined, second: secondToken || undefined };
}

function lentBy(
  { lent = {} }: Wanted,
  { identifiers }: Catalogue,
): Map<string, readonly Identifier[]> {
  return new Map(
    identifiers.map((kind) => [kind.name, lent[kind.name] ?? readIdentifiers(kind.default)]),
  );
}
