import { type HeaderMap, headerOf } from '../data/recorded-message.ts';
import type { ExportedRequest } from './exported-request.ts';

/** The response to an exported request. */
export interface ExportedResponse {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: string;
}

const json = /^application\/([\w.+-]+\+)?json\b/;

/**
 * An entry for the `interactions` of a pact file (Pact specification, version 4): the exact request,
 * and the response matched by status and by the types of its fields.
 */
export function toPactInteraction(
  request: ExportedRequest,
  response: ExportedResponse,
  description: string,
): string {
  const [path = '', query = ''] = request.path.split('?');
  const parameters = Object.fromEntries(
    [...Map.groupBy(new URLSearchParams(query), ([name]) => name)].map(([name, all]) => [
      name,
      all.map(([, value]) => value),
    ]),
  );
  const { tokenHeader, token = 'the-token' } = request;
  const headers = Object.entries(request.headers).filter(([name]) => name !== 'content-length');
  const body = contentOf(request.body, headerOf(request.headers, 'content-type'));
  const expected = contentOf(response.body, headerOf(response.headers, 'content-type'));
  const interaction = {
    type: 'Synchronous/HTTP',
    description,
    pending: false,
    request: {
      method: request.method,
      path,
      ...(query === '' ? {} : { query: parameters }),
      headers: Object.fromEntries([
        ...(tokenHeader === undefined ? [] : [[tokenHeader, [token]]]),
        ...headers.map(([name, value]) => [name, [value]]),
      ]),
      ...(body && { body }),
      ...(tokenHeader === undefined
        ? {}
        : { matchingRules: { header: { [tokenHeader]: matchType } } }),
    },
    response: {
      status: response.status,
      ...(expected && {
        headers: { 'Content-Type': [expected.contentType] },
        body: expected,
        ...(typeof expected.content === 'string'
          ? {}
          : { matchingRules: { body: { $: matchType } } }),
      }),
    },
  };
  return `${JSON.stringify(interaction, null, 2)}\n`;
}

const matchType = { combine: 'AND', matchers: [{ match: 'type' }] };

function contentOf(
  text: string | undefined,
  type: string | undefined,
): { content: unknown; contentType: string; encoded: false } | undefined {
  if (text === undefined || text === '') return undefined;
  const contentType = type?.split(';')[0]?.trim() ?? 'text/plain';
  let content: unknown = text;
  try {
    if (json.test(contentType)) content = JSON.parse(text);
  } catch {
    // Not JSON despite its type: keep the text.
  }
  return { content, contentType, encoded: false };
}
