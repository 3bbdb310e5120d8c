import { curlCommand, shellQuote } from '../../../spec/shared/curl.ts';
import { headerOf } from '../data/recorded-message.ts';
import type { ExportedRequest } from './exported-request.ts';

/** A shell script that sends requests one after another, with the token from `$TOKEN`. */
export function toCurlScript(requests: readonly ExportedRequest[]): string {
  const secured = requests.find(({ tokenHeader }) => tokenHeader !== undefined);
  return [
    '#!/usr/bin/env bash',
    ...(secured === undefined ? [] : [tokenLine(secured.token)]),
    ...requests.map(toCurl),
    '',
  ].join('\n');
}

function toCurl(request: ExportedRequest): string {
  const { method, base, path, headers, body, tokenHeader, note } = request;
  const words = Object.entries(headers).map(([name, value]) =>
    // `Name;` sends an empty header.
    shellQuote(value === '' ? `${name};` : `${name}: ${value}`),
  );
  if (tokenHeader !== undefined) {
    words.unshift(`"${tokenHeader}: ${request.shellToken ?? '$TOKEN'}"`);
  }
  // `Name:` removes a header that curl would add.
  const isTyped = headerOf(headers, 'content-type') !== undefined;
  if (body !== undefined && !isTyped) words.push("'Content-Type:'");
  const comment = note === undefined ? '' : `# ${note.replaceAll(/\s+/g, ' ')}\n`;
  const data = body === undefined ? undefined : shellQuote(body);
  return `${comment}${curlCommand(method, shellQuote(base + path), words, data)}; echo`;
}

function tokenLine(token: string | undefined): string {
  return token === undefined
    ? // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
      ': "${TOKEN:?Set it to the token of the account.}"'
    : `TOKEN=\${TOKEN-${shellQuote(token)}}`;
}
