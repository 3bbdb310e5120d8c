import {
  curlCommand,
  inDoubleQuotes,
  shellComment,
  shellQuote,
} from '../../../spec/shared/curl.ts';
import { headerOf } from '../data/recorded-message.ts';
import type { ExportedRequest } from './exported-request.ts';
import { maskedFields, splitMasked, variableOf } from './masked-text.ts';

/**
 * A shell script that sends requests one after another. Each account has a variable for its token: `$TOKEN`,
 * or `$TOKEN_1`, `$TOKEN_2` and so on. What is masked has a variable, too, named after its field.
 */
export function toCurlScript(requests: readonly ExportedRequest[]): string {
  const accounts = [...Map.groupBy(requests.filter(carriesToken), accountOf).values()].map(
    ([first]) => first as ExportedRequest,
  );
  const variables = new Map(
    accounts.map((one, i) => [accountOf(one), accounts.length === 1 ? 'TOKEN' : `TOKEN_${i + 1}`]),
  );
  const variable = (one: ExportedRequest) => variables.get(accountOf(one)) ?? 'TOKEN';
  const fields = [...new Set(requests.flatMap(maskedFields))];
  return [
    '#!/usr/bin/env bash',
    ...(accounts.some(({ isFresh }) => isFresh) ? ['RUN=$(date +%s)-$$'] : []),
    ...accounts.map((one) => tokenLine(one, variable(one))),
    ...fields.map((field) => demand(variableOf(field), `the value of ${field}, which is masked.`)),
    ...(fields.length === 0 ? [] : [quoteForJson]),
    ...requests.map((one) => toCurl(one, variable(one))),
    '',
  ].join('\n');
}

const quoteForJson = `json() { local text=\${1//\\\\/\\\\\\\\}; printf %s "\${text//\\"/\\\\\\"}"; }`;

function carriesToken({ tokenHeader, tokenParameter }: ExportedRequest): boolean {
  return tokenHeader !== undefined || tokenParameter !== undefined;
}

function accountOf({ account = '' }: ExportedRequest): string {
  return account;
}

function toCurl(request: ExportedRequest, variable: string): string {
  const { method, base, path, headers, body, tokenHeader, tokenParameter, note } = request;
  const words = Object.entries(headers).map(([name, value]) =>
    // `Name;` sends an empty header.
    word(value === '' ? `${name};` : `${name}: ${value}`, name),
  );
  if (tokenHeader !== undefined) {
    words.unshift(`"${inDoubleQuotes(tokenHeader)}: ${request.shellToken ?? `$${variable}`}"`);
  }
  // `Name:` removes a header that curl would add.
  const isTyped = headerOf(headers, 'content-type') !== undefined;
  if (body !== undefined && !isTyped) words.push("'Content-Type:'");
  const comment = note === undefined ? '' : `${shellComment(note)}\n`;
  const isJson = /^\s*[[{"]/.test(body ?? '');
  const data = body === undefined ? undefined : word(body, 'body', isJson);
  const command = `${curlCommand(method, word(base + path, 'path'), words, data)}; echo`;
  return comment + (request.isIncomplete ? command.replaceAll(/^/gm, '# ') : command);

  // A text as one word; variables stand for what is masked.
  function word(text: string, whole: string, isInJson = false): string {
    const { literals, fields } = splitMasked(text, whole);
    const parts = literals.map((literal, i) => {
      const field = fields[i];
      if (field === undefined) return shellQuote(literal);
      const name = `$${field === tokenParameter ? variable : variableOf(field)}`;
      return shellQuote(literal) + (isInJson ? `"$(json "${name}")"` : `"${name}"`);
    });
    return parts.join('');
  }
}

function tokenLine({ token, isFresh, accountName, account }: ExportedRequest, name: string) {
  const of = accountName ?? account;
  const comment = of === undefined ? '' : ` ${shellComment(`the account ${of}`)}`;
  if (isFresh) return `${name}=\${${name}-script-$RUN-${/\d+$/.exec(name)?.[0] ?? 1}}${comment}`;
  if (token !== undefined) return `${name}=\${${name}-${shellQuote(token)}}${comment}`;
  return demand(name, `the token of the account${of === undefined ? '' : ` ${of}`}.`);
}

function demand(name: string, what: string): string {
  return `: "\${${name}:?Set it to ${what.replaceAll(/[^\p{L}\p{N} .,_-]/gu, '')}}"`;
}
