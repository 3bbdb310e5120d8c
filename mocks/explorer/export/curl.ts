import type { Exported } from './exported.ts';

/** A shell script that sends requests one after the other; the token comes from `$TOKEN`. */
export function toCurlScript(requests: readonly Exported[]): string {
  const secured = requests.find(({ account }) => account !== undefined);
  return [
    '#!/usr/bin/env bash',
    ...(secured === undefined ? [] : [tokenLine(secured.token)]),
    ...requests.map(toCurl),
    '',
  ].join('\n');
}

function toCurl(request: Exported): string {
  const { method, base, path, headers, body, account, note, tokenIs } = request;
  const parts = [`curl -sS -i -X ${method} ${quote(base + path)}`];
  if (account !== undefined) parts.push(`-H "${account}: ${tokenIs ?? '$TOKEN'}"`);
  for (const [name, value] of Object.entries(headers)) {
    // So curl leaves out what it would send of its own, and sends what has no value.
    parts.push(`-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (body !== undefined) {
    const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    if (!typed) parts.push("-H 'Content-Type:'");
    parts.push(`--data-raw ${quote(body)}`);
  }
  return `${note === undefined ? '' : `# ${note.replaceAll(/\s+/g, ' ')}\n`}${parts.join(' \\\n  ')}; echo`;
}

function tokenLine(token: string | undefined): string {
  return token === undefined
    ? // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in.
      ': "${TOKEN:?Set it to the token of the account.}"'
    : `TOKEN=\${TOKEN-${quote(token)}}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
