import { isObject, parseJson } from '../../../spec/shared/json.ts';
import { matchPath, parameterNames } from '../../../spec/shared/path-template.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { ContractView, OperationView } from '../../control/contract-view.ts';
import type { RequestDraft } from '../data/drafts.ts';

/** A request that another tool wrote. */
export interface ImportedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/** A text that cannot be imported; the message says why. */
export class ImportError extends Error {}

// Headers that whoever sends the request writes itself.
const ofClients =
  /^(:.*|host|connection|content-length|accept-encoding|user-agent|sec-.*|origin|referer)$/i;

/**
 * The operation of a request and its draft; undefined where the contract has no such operation. The path
 * counts, with or without a host and a prefix.
 */
export function matchRequest(
  { method, url, headers, body }: ImportedRequest,
  operations: readonly OperationView[],
  account: ContractView['account'],
): { operation: OperationView; draft: RequestDraft } | undefined {
  const [path = '', query = ''] = pathIn(url).split(/\?(.*)/s);
  const found = operations
    .filter((one) => one.method === method.toLowerCase())
    .flatMap((operation) => {
      const match = withoutPrefixes(path).find((one) => matchPath(operation.path, one));
      return match === undefined ? [] : [{ operation, match }];
    })
    // The longest match has the shortest prefix, and literal words count more than parameters.
    .sort(
      (one, other) =>
        other.match.length - one.match.length ||
        parameterNames(one.operation.path).length - parameterNames(other.operation.path).length,
    )[0];
  if (found === undefined) return undefined;
  const { operation, match } = found;
  const isNamed =
    (name: string) =>
    ([one]: readonly [string, string]) =>
      one.toLowerCase() === name;
  const isToken = isNamed(account.name.toLowerCase());
  const json = body === undefined ? undefined : parseJson(body);
  const draft = {
    operation: operation.id,
    path: matchPath(operation.path, match) ?? {},
    query: query.replace(/#.*$/s, ''),
    headers: headers.filter(
      (one) =>
        !ofClients.test(one[0]) &&
        !isNamed('prefer')(one) &&
        !(account.in === 'header' && isToken(one)),
    ),
    prefer: headers.find(isNamed('prefer'))?.[1] ?? '',
    // Only what is the same JSON is written more readably.
    body: isObject(json) && isCompact(json, body) ? prettyJson(json) : body,
    withToken: account.in === 'header' && headers.some(isToken),
  };
  return { operation, draft };
}

function isCompact(json: unknown, body: string | undefined): boolean {
  try {
    return JSON.stringify(json) === body;
  } catch {
    // Nested too deeply.
    return false;
  }
}

function pathIn(url: string): string {
  const path = url.replace(/^([a-z][\w+.-]*:)?\/\/[^/?#]*/i, '');
  if (path !== url) return path.replace(/^(?!\/)/, '/');
  // Such as localhost:4010/things.
  return url.startsWith('/') ? url : url.slice(Math.max(url.indexOf('/'), 0));
}

function withoutPrefixes(path: string): string[] {
  const starts = [...path.matchAll(/\//g)].map(({ index }) => index);
  return starts.map((start) => path.slice(start));
}
