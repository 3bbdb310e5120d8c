import { accountState } from '../../../spec/shared/account-state.ts';
import { parseJson } from '../../../spec/shared/json.ts';
import { expectedResponse, matchedBy } from '../../../spec/shared/pact-response.ts';
import { cutText } from '../../../spec/shared/text.ts';
import { headerOf } from '../data/recorded-message.ts';
import { texts } from '../data/texts.ts';
import type { SentExchange } from './exported-request.ts';
import { maskedFields } from './masked-text.ts';

// More would be unreadable in a pact, and slow to set up for each interaction.
const longestState = 500_000;

const json = /^application\/([\w.+-]+\+)?json\b/;

/** An interaction of a pact file (Pact specification, version 4). */
export type PactInteraction = ReturnType<typeof pactInteraction>;

/**
 * An entry for the `interactions` of a pact file: the exact request with what the account held before it, and the
 * response, as far as a consumer may rely on it.
 * @throws Error with a sentence that says why an exchange cannot be one
 */
export function toPactInteraction(exchange: SentExchange): string {
  return `${JSON.stringify(pactInteraction(exchange), null, 2)}\n`;
}

/**
 * A pact file of several exchanges; those that say the same are in it once.
 * @throws Error with a sentence that says why an exchange cannot be in it
 */
export function toPactFile(
  exchanges: readonly SentExchange[],
  consumer: string,
  provider: string,
): string {
  const all = exchanges.map(pactInteraction);
  const interactions = new Map(all.map((one) => [one.description, one])).values();
  const pact = {
    consumer: { name: consumer },
    provider: { name: provider },
    interactions: [...interactions],
    metadata: { pactSpecification: { version: '4.0' } },
  };
  return `${JSON.stringify(pact, null, 2)}\n`;
}

/** Why an exchange cannot be an interaction, in a sentence; undefined if it can. */
export function pactObstacle({ request, response, state }: SentExchange): string | undefined {
  const t = texts.value.export;
  const masked = maskedFields(request);
  if (masked.length > 0) return t.pactMasked(masked.join(', '));
  if (response.status === 0) return t.pactDropped;
  const size = JSON.stringify(state ?? {}).length;
  return size > longestState ? t.pactLarge(size) : undefined;
}

function pactInteraction(exchange: SentExchange) {
  const obstacle = pactObstacle(exchange);
  if (obstacle !== undefined) throw new Error(obstacle);
  const { request, state, note } = exchange;
  const [path = '', query = ''] = request.path.split(/\?(.*)/s);
  const parameters = Object.fromEntries(
    [...Map.groupBy(new URLSearchParams(query), ([name]) => name)].map(([name, all]) => [
      name,
      all.map(([, value]) => value),
    ]),
  );
  const { tokenHeader, token = 'the-token' } = request;
  const headers = Object.entries(request.headers).filter(([name]) => name !== 'content-length');
  const body = contentOf(request.body, headerOf(request.headers, 'content-type'));
  return {
    type: 'Synchronous/HTTP',
    description: descriptionOf(exchange),
    pending: false,
    ...(note === undefined ? {} : { comments: { text: [note] } }),
    ...(state === undefined
      ? {}
      : { providerStates: [{ name: accountState, params: { items: state } }] }),
    request: {
      method: request.method,
      path,
      ...(query === '' ? {} : { query: parameters }),
      headers: Object.fromEntries([
        ...(tokenHeader === undefined ? [] : [[tokenHeader, [token]]]),
        ...headers.map(([name, value]) => [name, [value]]),
      ]) as Record<string, string[]>,
      ...(body && { body }),
      ...(tokenHeader === undefined
        ? {}
        : { matchingRules: { header: { [tokenHeader]: matchedBy('type') } } }),
    },
    response: responseOf(exchange),
  };
}

// Different exchanges of one operation must not have one description, which is their key in a pact.
function descriptionOf({ request, response, operation, state }: SentExchange): string {
  const { method, path, body = '' } = request;
  const asked = cutText(`${method} ${path} ${body.replaceAll(/\s+/g, ' ')}`.trim(), 120);
  const key = hashOf(JSON.stringify([method, path, body, request.headers, state ?? null]));
  const summary = operation?.summary ?? texts.value.journal.outside;
  return `${summary}: ${asked} is answered ${response.status} (${key})`;
}

function responseOf({ request, response, operation }: SentExchange) {
  const body = contentOf(response.body, headerOf(response.headers, 'content-type'));
  const { contentType = '', content } = body ?? {};
  const sent = parseJson(request.body ?? '');
  const isText = typeof content === 'string';
  const schema = operation?.answers.find((one) => one.status === String(response.status))?.schema;
  const json = isText ? undefined : content;
  const expected = expectedResponse(response.status, contentType, json, { schema, sent });
  // Of a text, all that can be said is the text.
  return isText && response.status < 400 ? { ...expected, body } : expected;
}

function contentOf(
  text: string | undefined,
  type: string | undefined,
): { content: unknown; contentType: string; encoded: false } | undefined {
  if (text === undefined || text === '') return undefined;
  const contentType = type?.split(';')[0]?.trim() ?? 'text/plain';
  const parsed = json.test(contentType) ? parseJson(text) : undefined;
  // Not JSON, perhaps despite its type: keep the text. So for a JSON string: Pact sends a text without quotes.
  const isText = parsed === undefined || typeof parsed === 'string';
  return { content: isText ? text : parsed, contentType, encoded: false };
}

// FNV-1a: it only has to tell the interactions of one pact apart.
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
