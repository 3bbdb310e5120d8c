/**
 * Shell expressions for tokens derived from `$TOKEN`, to be used within double quotes, so that a
 * script contains no secret.
 */
export const derivedTokens = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
  longer: '${TOKEN}0',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it.
  shorter: '${TOKEN%?}',
  'other-case': `$(printf %s "$TOKEN" | tr 'a-zA-Z' 'A-Za-z')`,
  unknown: 'a-token-that-nobody-issued',
} as const;

/** A text as a single word of a shell command. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A text to be put within double quotes in a shell command. */
export function inDoubleQuotes(text: string): string {
  return text.replaceAll(/[$`"\\]/g, '\\$&');
}

/** A text as a comment of one line, without codes that a terminal or an editor obeys. */
export function shellComment(text: string): string {
  return `# ${text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}`;
}

/**
 * A curl command that prints the status, headers and body of the response.
 * @param url a shell word, as are the headers and the body
 */
export function curlCommand(
  method: string,
  url: string,
  headers: readonly string[],
  body: string | undefined,
): string {
  // Otherwise curl would take brackets for a list of URLs.
  const written = url.startsWith('"') ? url.replaceAll(/\$\{[^}]*\}/g, '') : url;
  const literally = /[[\]{}]/.test(written) ? ' -g' : '';
  return [
    `curl -sS -i${literally} -X ${method} ${url}`,
    ...headers.map((header) => `-H ${header}`),
    ...(body === undefined ? [] : [`--data-raw ${body}`]),
  ].join(' \\\n  ');
}
