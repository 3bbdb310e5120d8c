import {
  type Contract,
  chooseToken,
  cutText,
  isObject,
  type Redaction,
  type TokenChoice,
  type Tokens,
} from '../../spec/index.ts';
import { atOneMoment, type Exchange, type Request } from '../http/exchange.ts';
import type { ShownExchange } from './report.ts';

// What a shown body may be long; reports are read by people.
const longest = 20_000;

/** Turns exchanges into what reports show of them. */
export interface Shower {
  exchange(exchange: Exchange): ShownExchange;
  /** The exchanges as a shell script; identities that one answer gave are taken from the answers. */
  script(exchanges: readonly Exchange[], title: string): string;
}

/** Prepares the showing of exchanges with one provider. */
export function createShower(
  contract: Contract,
  provider: URL,
  redaction: Redaction,
  tokens: Tokens,
): Shower {
  const base = provider.href.replace(/\/+$/, '');
  const identities = new Set(contract.resources.map(({ identity }) => identity.name));

  function curl(request: Request, ids: ReadonlyMap<string, string>): string {
    const { method } = request;
    const path = request.path
      .split('/')
      .map((step) => ids.get(decodeURIComponent(step)) ?? step)
      .join('/');
    const parts = [`curl -sS -i -X ${method} "\${PROVIDER:-${base}}${redaction.text(path)}"`];
    const account = contract.account.in === 'header' ? contract.account.name.toLowerCase() : '';
    for (const [name, value] of Object.entries(redaction.headers(request.headers))) {
      const own = request.headers[name] ?? '';
      const shown =
        name === account ? `"${name}: ${inShell(own, tokens)}"` : quote(`${name}: ${value}`);
      parts.push(`-H ${shown}`);
    }
    if (request.body !== undefined) parts.push(`--data-raw ${quoteBody(request.body, ids)}`);
    return parts.join(' \\\n  ');
  }

  function quoteBody(body: string, ids: ReadonlyMap<string, string>): string {
    let text = quote(shortened(redaction.bodyText(body)));
    for (const [id, variable] of ids) {
      for (const name of identities) {
        text = text.replaceAll(`"${name}":${id}`, `"${name}":'"${variable}"'`);
      }
    }
    return text;
  }

  return {
    exchange({ note, request, answer, failure, ms }) {
      return {
        note,
        request: {
          method: request.method,
          url: base + redaction.text(request.path),
          headers: redaction.headers(request.headers),
          body: shownBody(redaction.body(request.body)),
        },
        ...(answer && {
          answer: {
            status: answer.status,
            headers: redaction.headers(answer.headers),
            body: shownBody(redaction.body(answer.body)),
          },
        }),
        ...(failure !== undefined && { failure: redaction.text(failure) }),
        ms,
        curl: curl(request, new Map()),
      };
    },
    script(exchanges, title) {
      const ids = new Map<string, string>();
      const lines = [
        '#!/usr/bin/env bash',
        `# ${title.replaceAll('\n', ' ')}`,
        `# TOKEN is the account's token, SECOND_TOKEN another's; PROVIDER may name another base URL.`,
        'set -u',
        `: "\${TOKEN:=}" "\${SECOND_TOKEN:=}"`,
      ];
      for (const [i, { request, answer, note }] of exchanges.entries()) {
        const together = note.startsWith(atOneMoment);
        const identity = identityIn(answer?.json, identities);
        const command = curl(request, ids);
        lines.push('', `echo '# ${note.replaceAll("'", '')}'`);
        if (together) {
          lines.push(`{ ${command}; echo; } &`);
          if (!exchanges[i + 1]?.note.startsWith(atOneMoment)) lines.push('wait');
        } else if (request.method === 'POST' && identity !== undefined) {
          const variable = `ID_${ids.size + 1}`;
          const take = `sed -n 's/.*"${identity.name}" *: *"\\{0,1\\}\\([^",}]*\\).*/\\1/p' | tail -n 1`;
          lines.push(`answer=$(${command}); echo "$answer"`);
          lines.push(`${variable}=$(printf '%s' "$answer" | ${take})`);
          ids.set(identity.value, `$${variable}`);
        } else lines.push(`${command}; echo`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

// What names the account, made from variables, so that the script holds no secret.
function inShell(value: string, tokens: Tokens): string {
  if (value === tokens.first) return '$TOKEN';
  if (value === tokens.second) return '$SECOND_TOKEN';
  const is = (choice: TokenChoice) => {
    const chosen = chooseToken(tokens, choice);
    return 'token' in chosen && chosen.token === value;
  };
  if (is('longer')) return `\${TOKEN}0`;
  if (is('shorter')) return `\${TOKEN%?}`;
  if (is('other-case')) return `$(printf %s "$TOKEN" | tr 'a-zA-Z' 'A-Za-z')`;
  return value === '' ? '' : 'a-token-that-nobody-issued';
}

function identityIn(
  json: unknown,
  names: ReadonlySet<string>,
): { readonly name: string; readonly value: string } | undefined {
  if (!isObject(json)) return undefined;
  for (const name of names) {
    const value = json[name];
    if (typeof value === 'number' || typeof value === 'string') return { name, value: `${value}` };
  }
  return undefined;
}

function shownBody(body: unknown): unknown {
  if (typeof body === 'string') return shortened(body);
  const text = JSON.stringify(body);
  return text !== undefined && text.length > longest ? shortened(text) : body;
}

function shortened(text: string): string {
  return cutText(text, longest, `... (${text.length} characters)`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
