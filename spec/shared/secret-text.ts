import { redacted } from './redacted.ts';
import type { SecretKind, SecretNames } from './secret-names.ts';

/** What a value looks like. */
export type ValueForm = 'text' | 'number' | 'structure';

/** Whether to hide a value of a form under a name of a kind. */
export function isHidden(kind: SecretKind | undefined, form: ValueForm | undefined): boolean {
  if (kind === undefined || form === undefined) return false;
  if (kind === 'plural') return form !== 'number';
  return kind !== 'text' || form === 'text';
}

/** A text with the values of its secrets hidden. */
export interface HiddenText {
  readonly shown: string;
  /** The text without the secrets of the document and their names. */
  readonly rest: string;
  /** Whether it is certain where each secret of the document ends. */
  readonly isCertain: boolean;
}

// Keep this linear: a match that fails must fail at once, and a value that is not hidden must not be
// scanned again from the next name.
const letter = '[\\p{L}\\p{N}_.$[\\]-]';
const word = `(?:${letter}|%[0-9a-f]{2}|\\\\{1,8}u[0-9a-f]{4}){1,200}`;
const sign = '\\\\*["\'`]?\\s*(?::=|=>|={1,3}|:)';
const inEscape = '(?<!%(?=[0-9a-f]{2}))(?<!\\\\(?=\\\\{0,8}u[0-9a-f]{4}))';
const pair = `(?<!${letter})${inEscape}(${word})(${sign})\\s*`;
const literal = /(?:true|false|null)(?![\p{L}\p{N}_])/iuy;
const quoteMark = /\\*["'`]/y;
const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=$|[\s,;&#}\])>"'`<\\])/iy;
const inUrl = /[^&#\s"`<>\\]+/y;
const bare = /(?:(?:apikey|basic|bearer|negotiate|ntlm|token)\s+)?[^\s"'`<>&,;}\])\\]+/iy;
const manyParts = /(?:aws4|digest|hawk|oauth|signature)\S*\s[^\r\n]+/iy;
const restOfLine = /[^\r\n"'`]+/y;
// What may follow a value that ends there.
const ending = `\\s*(?:$|[\\r\\n])|\\\\[nrt]|\\\\*["'\`]\\s*(?:$|[,:;&}\\])>\\r\\n])|[,;\\s]\\s*(?:$|\\\\*["'\`{[]|${word}${sign})`;
const afterWord = new RegExp(`[&#]|\\s*[}\\])>](?:$|[\\s,;:&}\\])>"'\`\\\\])|${ending}`, 'iuy');
const afterOther = new RegExp(`\\s*(?:[,;:&}\\])>]|/>)|${ending}`, 'iuy');

/**
 * Hides the values of secret names in a text that is not JSON: a form, a URL, truncated JSON, a message.
 * @param holdsSecret whether a percent-encoded part of a URL or form contains a secret
 */
export function hideInText(
  text: string,
  names: SecretNames,
  holdsSecret: (part: string) => boolean,
): HiddenText {
  const pairs = new RegExp(pair, 'giu');
  let [shown, rest, isCertain] = ['', '', true];
  let [shownTo, restTo, searchedTo] = [0, 0, 0];
  for (let match = pairs.exec(text); match !== null; match = pairs.exec(text)) {
    const [all, name = '', joint = ''] = match;
    const start = match.index + all.length;
    const next = text[start] ?? '';
    const isQuoted = /["'`\\]/.test(next);
    const before = text[match.index - 1] ?? (isQuoted ? '' : '?');
    const isUrl = joint === '=' && /[?&#"]/.test(before);
    const kind = names.kindOf(name, isUrl || before === ';' || name.includes('-'));
    let value: Value | undefined;
    if (kind !== undefined) {
      const isLine = /cookie$/i.test(name) && joint.endsWith(':');
      const isWord = !isQuoted && (joint.endsWith(':') || /[{[]/.test(next));
      const isOther = kind === 'text' && isWord && !isLine;
      value = isOther ? undefined : valueFrom(text, start, isUrl, isLine);
    } else if (isUrl && start >= searchedTo) {
      searchedTo = start + lengthOf(inUrl, text, start);
      const isSecret = holdsSecret(text.slice(start, searchedTo));
      value = isSecret ? { form: 'text', from: start, to: searchedTo, isCertain: true } : undefined;
    }
    if (kind === 'documented') {
      rest += `${text.slice(restTo, match.index)} `;
      restTo = value?.to ?? start;
      isCertain &&= value?.isCertain ?? true;
    }
    if (value === undefined || !isHidden(kind ?? 'usual', value.form)) continue;
    shown += text.slice(shownTo, value.from) + redacted;
    shownTo = value.to;
    pairs.lastIndex = value.to;
  }
  return { shown: shown + text.slice(shownTo), rest: rest + text.slice(restTo), isCertain };
}

interface Value {
  readonly form: ValueForm;
  readonly from: number;
  readonly to: number;
  /** Whether what follows confirms its end. */
  readonly isCertain: boolean;
}

function valueFrom(
  text: string,
  start: number,
  isUrl: boolean,
  isLine: boolean,
): Value | undefined {
  // In a URL a single quote has no meaning.
  const quote = isUrl && text[start] === "'" ? 0 : lengthOf(quoteMark, text, start);
  if (quote > 0) {
    const from = start + quote;
    const to = closingQuote(text, from, text.slice(start, from));
    return { form: 'text', from, to, isCertain: follows(afterOther, text, to + quote) };
  }
  if (lengthOf(literal, text, start) > 0) return undefined;
  const value = (form: ValueForm, to: number, after: RegExp) =>
    to === start ? undefined : { form, from: start, to, isCertain: follows(after, text, to) };
  // Hide the rest: the closing bracket is not worth finding.
  if (!isUrl && /[{[]/.test(text[start] ?? '')) return value('structure', text.length, afterOther);
  const digits = lengthOf(number, text, start);
  if (digits > 0) return value('number', start + digits, afterOther);
  const forms = isUrl ? [inUrl] : isLine ? [restOfLine] : [manyParts, bare];
  const length = forms.map((one) => lengthOf(one, text, start)).find((one) => one > 0) ?? 0;
  return value('text', start + length, afterWord);
}

function lengthOf(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.exec(text)?.[0].length ?? 0;
}

function follows(form: RegExp, text: string, at: number): boolean {
  form.lastIndex = at;
  return at >= text.length || form.test(text);
}

/** Where a quoted text ends; in JSON inside JSON its quotes have backslashes. */
function closingQuote(text: string, from: number, opening: string): number {
  const depth = opening.length - 1;
  const quotes = /\\*["'`]/g;
  quotes.lastIndex = from;
  for (let match = quotes.exec(text); match !== null; match = quotes.exec(text)) {
    const [found] = match;
    const slashes = found.length - 1;
    // One with fewer backslashes closes an outer text; one with more belongs to this text.
    const closes = slashes < depth || slashes % (2 * depth + 2) === depth;
    if (found.at(-1) === opening.at(-1) && closes)
      return match.index + Math.max(0, slashes - depth);
  }
  return text.length;
}
