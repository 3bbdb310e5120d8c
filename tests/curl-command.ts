/** A request as a curl command of the documentation writes it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/**
 * Reads a curl command line: -X, -H, -d and -N, quotes and line continuations.
 * @throws Error for an option that it does not know.
 */
export function parseCurl(command: string): CurlRequest {
  const [program, ...words] = splitWords(command.replaceAll('\\\n', ' '));
  if (program !== 'curl') throw new Error(`not a curl command: ${command}`);
  let method: string | undefined;
  let url = '';
  let body: string | undefined;
  const headers: Record<string, string> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-X') method = words[++i];
    else if (word === '-d') body = words[++i];
    else if (word === '-H') {
      const [name = '', ...value] = (words[++i] ?? '').split(':');
      headers[name.toLowerCase()] = value.join(':').trim();
    } else if (word === '>') i++;
    else if (word.startsWith('-') && word !== '-N') throw new Error(`unknown option ${word}`);
    else if (word !== '-N') url = word;
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url, headers, body };
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}
