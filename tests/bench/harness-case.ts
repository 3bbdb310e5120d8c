/** A response, as `curl -i` prints it. */
export interface HarnessResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A case of Prism's test harness. */
export interface HarnessCase {
  readonly title: string;
  readonly document: string;
  /** What Prism is started with. */
  readonly server: string;
  readonly command: string;
  readonly expected: HarnessResponse;
  /** What the body must be: the same text, of the same fields in the same order, or of the same shape. */
  readonly sameness: 'text' | 'keys' | 'shape';
}

/** Reads a case from the text of its file. */
export function readCase(text: string): HarnessCase {
  const parts = text.split(/^====([\w-]+)====\r?\n/m);
  const part = (name: string) => {
    const at = parts.indexOf(name);
    return at < 0 ? undefined : (parts[at + 1] ?? '').trim();
  };
  const [sameness, expected = ''] = (
    [
      ['text', part('expect')],
      ['keys', part('expect-keysOnly')],
      ['shape', part('expect-loose')],
    ] as const
  ).find(([, found]) => found !== undefined) ?? ['text' as const];
  return {
    title: part('test') ?? '',
    document: part('spec') ?? '',
    server: part('server') ?? '',
    command: part('command') ?? '',
    expected: readResponse(expected),
    sameness,
  };
}

/** Reads what `curl -i` prints. */
export function readResponse(text: string): HarnessResponse {
  const [head = '', ...rest] = text.trim().split(/\r?\n\r?\n/);
  const [line = '', ...headers] = head.split(/\r?\n/);
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(
      headers.map((one) => {
        const [name = '', ...value] = one.split(':');
        return [name.trim().toLowerCase(), value.join(':').trim()];
      }),
    ),
    body: rest.join('\n\n').trim(),
  };
}

/** Splits a command into words as a shell does, without doing anything else that a shell does. */
export function splitCommand(command: string): string[] {
  const words = command.matchAll(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g);
  return Array.from(words, ([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'|\\(.)/g, (_, ...[a, b, c]) => a ?? b ?? c),
  );
}

/** Tells where a response is not as a case expects, by the rules of the harness; empty if it is. */
export function compareResponses(
  { expected, sameness }: HarnessCase,
  response: HarnessResponse,
): string[] {
  const headers = Object.entries(expected.headers).filter(([name, value]) => {
    const own = response.headers[name];
    // Gavel, with which the harness compares, looks at the values of few headers.
    return own === undefined || (name === 'content-type' && own !== value);
  });
  return [
    ...(expected.status === response.status ? [] : ['status']),
    ...headers.map(([name]) => name),
    ...(isSameBody(expected.body, response, sameness) ? [] : ['body']),
  ];
}

function isSameBody(
  expected: string,
  { headers, body }: HarnessResponse,
  sameness: HarnessCase['sameness'],
): boolean {
  if (/\bxml\b/.test(headers['content-type'] ?? '') || expected.startsWith('<?xml')) {
    return outlineOf(expected) === outlineOf(body);
  }
  if (sameness === 'text') return expected === body;
  const [wanted, own] = [parse(expected), parse(body)];
  if (wanted === undefined || own === undefined) return expected === body;
  if (!hasShape(own.value, wanted.value)) return false;
  return sameness === 'shape' || namesOf(own.value) === namesOf(wanted.value);
}

// The harness compares neither the texts of elements nor their order.
function outlineOf(xml: string): string {
  return (xml.match(/<[^>]+>/g) ?? []).sort().join('');
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function hasShape(value: unknown, example: unknown, isWhole = true): boolean {
  if (typeof example !== 'object' || example === null) {
    return !isWhole || typeof value === typeof example;
  }
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) !== Array.isArray(example)) return false;
  const own = Object.entries(value);
  return Object.entries(example).every(([name, part]) => {
    const found = own.find(([other]) => other === name);
    // As Gavel does, which takes the items of a list for possible ones.
    if (found === undefined) return Array.isArray(example);
    return hasShape(found[1], part, false);
  });
}

function namesOf(value: unknown): string {
  return Object.keys(Object(value)).join();
}
