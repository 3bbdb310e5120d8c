import { cutText } from '../../../spec/shared/text.ts';
import { texts } from '../data/texts.ts';
import { ImportError } from './import-request.ts';

const escapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

const piece = new RegExp(
  [
    String.raw`\\\r?\n`, // a line that goes on
    String.raw`(?<end>[\s;|&]+|(?<![^\s;])#.*)`,
    "'(?<plain>[^']*)'",
    String.raw`\$'(?<ansi>(?:[^'\\]|\\[\s\S])*)'`,
    String.raw`\$?"(?<double>(?:[^"\\]|\\[\s\S])*)"`,
    String.raw`\\(?<escaped>[\s\S])`,
    String.raw`(?<bare>[^\s;|&'"\\])`,
  ].join('|'),
  'y',
);

/**
 * The commands of a shell script, each as its words. Quotes of every kind are read; variables and
 * substitutions stay as they are written.
 * @throws ImportError if a quote is not closed
 */
export function shellCommands(text: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  piece.lastIndex = 0;
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex;
    const groups = piece.exec(text)?.groups;
    if (groups === undefined)
      throw new ImportError(texts.value.try.import.openQuote(cutText(text.slice(at), 30)));
    const { end, plain, ansi, double, escaped, bare } = groups;
    if (end !== undefined) {
      if (word !== undefined) commands.at(-1)?.push(word);
      word = undefined;
      if (/[;|&\n]/.test(end)) commands.push([]);
      continue;
    }
    const part =
      plain ??
      escaped ??
      bare ??
      (ansi === undefined ? undefined : unescapeAnsi(ansi)) ??
      double?.replaceAll(/\\(?:\r?\n|([\\"$`]))/g, '$1');
    if (part !== undefined) word = (word ?? '') + part;
  }
  if (word !== undefined) commands.at(-1)?.push(word);
  return commands.filter((words) => words.length > 0);
}

// The text of $'…': bytes that are escaped one by one are UTF-8.
function unescapeAnsi(text: string): string {
  return text.replaceAll(
    /(?:\\x[\da-fA-F]{1,2}|\\[0-7]{1,3})+|\\u([\da-fA-F]{1,4})|\\U([\da-fA-F]{1,8})|\\([\s\S])/g,
    (all, unit?: string, point?: string, sign?: string) => {
      const code = unit ?? point;
      if (code !== undefined)
        return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code, 16)));
      if (sign !== undefined) return escapes[sign] ?? (/["'\\?]/.test(sign) ? sign : all);
      const bytes = [...all.matchAll(/\\x([\da-f]+)|\\([0-7]+)/gi)].map(([, hex, octal]) =>
        hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16),
      );
      return new TextDecoder().decode(Uint8Array.from(bytes));
    },
  );
}
