import type { Exported } from './exported.ts';

/** What answered a request. */
export interface ExportedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = /^application\/([\w.+-]+\+)?json\b/;

/**
 * An interaction for the `interactions` of a pact file (Pact specification, version 4): the request
 * as it is, and of the answer the status and, by type, the fields that it has.
 */
export function toPactInteraction(
  request: Exported,
  answer: ExportedAnswer,
  description: string,
): string {
  const [path = '', query = ''] = request.path.split('?');
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = [...(parameters[name] ?? []), value];
  }
  const typed = Object.entries(request.headers).filter(([name]) => name !== 'content-length');
  const secured = request.account !== undefined;
  const body = contentOf(request.body, headerOf(request.headers, 'content-type'));
  const answered = contentOf(answer.body, headerOf(answer.headers, 'content-type'));
  return `${JSON.stringify(
    {
      type: 'Synchronous/HTTP',
      description,
      pending: false,
      request: {
        method: request.method,
        path,
        ...(query === '' ? {} : { query: parameters }),
        headers: Object.fromEntries([
          ...(secured ? [[request.account, [request.token ?? 'the-token']]] : []),
          ...typed.map(([name, value]) => [name, [value]]),
        ]),
        ...(body && { body }),
        ...(secured && {
          matchingRules: { header: { [String(request.account)]: matches('type') } },
        }),
      },
      response: {
        status: answer.status,
        ...(answered && {
          headers: { 'Content-Type': [answered.contentType] },
          body: answered,
          ...(typeof answered.content === 'string'
            ? {}
            : { matchingRules: { body: { $: matches('type') } } }),
        }),
      },
    },
    null,
    2,
  )}\n`;
}

function matches(match: string): object {
  return { combine: 'AND', matchers: [{ match }] };
}

function contentOf(
  text: string | undefined,
  type: string | undefined,
): { content: unknown; contentType: string; encoded: false } | undefined {
  if (text === undefined || text === '') return undefined;
  const contentType = type?.split(';')[0]?.trim() ?? 'text/plain';
  if (!json.test(contentType)) return { content: text, contentType, encoded: false };
  try {
    return { content: JSON.parse(text), contentType, encoded: false };
  } catch {
    return { content: text, contentType, encoded: false };
  }
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
}
