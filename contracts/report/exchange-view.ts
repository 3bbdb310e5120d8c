import {
  actionOf,
  type Contract,
  chooseToken,
  curlCommand,
  cutText,
  decodePercent,
  derivedTokens,
  findOperation,
  identityIn,
  identityOfAdded,
  inDoubleQuotes,
  itemIn,
  parseLossless,
  type Redaction,
  shellComment,
  shellQuote,
  type Tokens,
} from '../../spec/index.ts';
import { atOneMoment, type Exchange, type Request, type Response } from '../http/exchange.ts';
import type { ShownExchange } from './report.ts';

// The most characters of a body in a report, which people read.
const longest = 20_000;

/** Turns exchanges into what reports show of them. */
export interface ExchangeView {
  exchange(exchange: Exchange): ShownExchange;
  /** Writes exchanges as a shell script, which takes the identities of added items from responses. */
  script(exchanges: readonly Exchange[], title: string): string;
}

/** Creates the view of exchanges with one provider. */
export function createExchangeView(
  contract: Contract,
  provider: URL,
  redaction: Redaction,
  tokens: Tokens,
): ExchangeView {
  const base = provider.href.replace(/\/+$/, '');
  const identities = new Set(contract.resources.map(({ identity }) => identity.name));
  const account = contract.account.in === 'header' ? contract.account.name.toLowerCase() : '';

  function curl(request: Request, ids: ReadonlyMap<string, string> = new Map()): string {
    const path = request.path
      .split('/')
      .map((step) => ids.get(decodePercent(step)) ?? inDoubleQuotes(step))
      .join('/');
    const url = `\${PROVIDER:-${inDoubleQuotes(base)}}${redaction.text(path)}`;
    const headers = Object.entries(redaction.headers(request.headers)).map(([name, value]) =>
      name === account
        ? `"${inDoubleQuotes(name)}: ${inShell(request.headers[name] ?? '', tokens)}"`
        : shellQuote(`${name}: ${value}`),
    );
    const body = request.body === undefined ? undefined : quoteBody(request.body, ids);
    return curlCommand(request.method, `"${url}"`, headers, body);
  }

  function quoteBody(body: string, ids: ReadonlyMap<string, string>): string {
    const whole = redaction.bodyText(body);
    let text = shellQuote(cutText(whole, longest, `... (${whole.length} characters)`));
    for (const [id, variable] of ids) {
      for (const name of identities) {
        text = text.replaceAll(`"${name}":${id}`, `"${name}":'"${variable}"'`);
      }
    }
    return text;
  }

  return {
    exchange({ note, request, response, failure, ms }) {
      return {
        note,
        request: {
          method: request.method,
          url: base + redaction.text(request.path),
          headers: redaction.headers(request.headers),
          ...shownBody(redaction.body(request.body)),
        },
        ...(response && {
          response: {
            status: response.status,
            headers: redaction.headers(response.headers),
            ...shownBody(redaction.body(response.body), response.cutFrom),
          },
        }),
        ...(failure !== undefined && { failure: redaction.text(failure) }),
        ms,
        curl: curl(request),
      };
    },
    script(exchanges, title) {
      const ids = new Map<string, string>();
      const lines = [
        '#!/usr/bin/env bash',
        shellComment(title),
        '# Set TOKEN to the token of the account and SECOND_TOKEN to that of another one.',
        '# PROVIDER may hold another base URL.',
        'set -u',
        `: "\${TOKEN:=}" "\${SECOND_TOKEN:=}"`,
      ];
      for (const [i, { request, response, note }] of exchanges.entries()) {
        const json = response?.json ?? parseLossless(response?.body ?? '');
        const identity = identityAdded(contract, request, response, json);
        const command = curl(request, ids);
        lines.push('', `echo ${shellQuote(shellComment(note.replaceAll("'", '')))}`);
        if (note.startsWith(atOneMoment)) {
          lines.push(`{ ${command}; echo; } &`);
          if (!exchanges[i + 1]?.note.startsWith(atOneMoment)) lines.push('wait');
        } else if (identity !== undefined) {
          const variable = `ID_${ids.size + 1}`;
          const take = `sed -n '${identity.take}' | tail -n 1`;
          lines.push(`response=$(${command}); echo "$response"`);
          lines.push(`${variable}=$(printf '%s' "$response" | ${take})`);
          ids.set(identity.value, `$${variable}`);
        } else lines.push(`${command}; echo`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

// A token as the script gets it from variables, so that the script has no secret.
function inShell(value: string, tokens: Tokens): string {
  if (value === tokens.first) return '$TOKEN';
  if (value === tokens.second) return '$SECOND_TOKEN';
  for (const choice of ['longer', 'shorter', 'other-case'] as const) {
    const chosen = chooseToken(tokens, choice);
    if ('token' in chosen && chosen.token === value) return derivedTokens[choice];
  }
  return value === '' ? '' : derivedTokens.unknown;
}

// What was added, and the command of `sed` that takes its identity from the response.
function identityAdded(
  contract: Contract,
  { method, path }: Request,
  response: Response | undefined,
  json: unknown,
): { readonly take: string; readonly value: string } | undefined {
  const found = findOperation(contract, method, path);
  const { view: resource, action } = (found && actionOf(contract, found.operation)) ?? {};
  if (resource === undefined || action !== 'add' || response === undefined) return undefined;
  const value = identityOfAdded(resource, { ...response, json }, found?.path);
  if (value === undefined) return undefined;
  const take =
    identityIn(resource, itemIn(resource, action, json)) === undefined
      ? 's|^[Ll]ocation:.*/\\([^/[:space:]]*\\).*|\\1|p'
      : `s/.*"${resource.identity.name}" *: *"\\{0,1\\}\\([^",}]*\\).*/\\1/p`;
  return { take, value: `${value}` };
}

function shownBody(body: unknown, length?: number): { body?: unknown; bodyLength?: number } {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  if (text.length <= longest) return { body };
  return { body: cutText(text, longest, ''), bodyLength: length ?? text.length };
}
