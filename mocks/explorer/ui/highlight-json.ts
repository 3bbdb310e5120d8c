/** A part of a JSON text, with the class of its colour; empty for punctuation and space. */
export interface Token {
  readonly text: string;
  readonly kind: 'name' | 'text' | 'value' | '';
}

const token =
  /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\b\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)|[^"\d\w-]+|[\s\S]/g;

/** Splits a JSON text, whole or cut, into its tokens by colour. */
export function tokensOf(json: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, quoted, colon, value] of json.matchAll(token)) {
    if (quoted !== undefined) {
      tokens.push({ text: quoted, kind: colon === undefined ? 'text' : 'name' });
      if (colon !== undefined) add(colon, '');
    } else add(whole, value === undefined ? '' : 'value');
  }
  return tokens;

  function add(text: string, kind: Token['kind']): void {
    const last = tokens.at(-1);
    if (last !== undefined && last.kind === kind && kind === '') {
      tokens[tokens.length - 1] = { text: last.text + text, kind };
    } else tokens.push({ text, kind });
  }
}

/** Splits a text into parts of about 200 lines, so that the browser lays out only those in sight. */
export function partsOfText(text: string, linesEach = 200): string[] {
  const parts: string[] = [];
  let from = 0;
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (++lines % linesEach !== 0) continue;
    parts.push(text.slice(from, at + 1));
    from = at + 1;
  }
  return from < text.length || parts.length === 0 ? [...parts, text.slice(from)] : parts;
}
