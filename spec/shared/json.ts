/** A JSON object of a document. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object (neither an array nor null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own value of a name; undefined for one that only the prototype has, such as `constructor`. */
export function ownValue<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Parses a text as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  return parse(text);
}

/** Whether a text may have a number that `JSON.parse` rounds. */
export function mayRound(text: string): boolean {
  return /\d{16}|\d[eE]/.test(text);
}

/**
 * Parses a text as JSON, with a bigint for every whole number beyond 2^53−1; undefined where it is
 * none. Write such a value with `writeJson`.
 */
export function parseLossless(text: string): unknown {
  if (!mayRound(text)) return parse(text);
  return parse(text, (_, value: unknown, context) =>
    typeof value !== 'number' || Number.isSafeInteger(value)
      ? value
      : (wholeNumber(context?.source ?? '') ?? value),
  );
}

/**
 * Parses a text as JSON to be shown: a number that JavaScript writes in another way, such as `84.0`,
 * stays as it is written. Undefined where it is none.
 */
export function parseAsWritten(text: string): unknown {
  if (!/\d[.eE]|\d{16}|-0/.test(text)) return parse(text);
  return parse(text, (_, value: unknown, context) =>
    typeof value === 'number' && context?.source !== undefined && context.source !== `${value}`
      ? raw.rawJSON(context.source)
      : value,
  );
}

/**
 * Parses a text as JSON, with a fraction near it for every number that `JSON.parse` makes another whole
 * number than it is: such a value is no integer. Undefined where there is none.
 */
export function parseInexact(text: string): unknown {
  // Fewer digits are never rounded to a whole number.
  if (!/[\d.]{16}|\d[eE]/.test(text)) return undefined;
  let found = false;
  const value = parse(text, (_, one: unknown, context) => {
    const { source } = context ?? {};
    if (typeof one !== 'number' || source === undefined || isExact(source, one)) return one;
    found = true;
    return fractionNear(one);
  });
  return found ? value : undefined;
}

/** Whether a number that is whole is the one that its text says; true of all other numbers. */
export function isExact(source: string, value: number): boolean {
  return !Number.isInteger(value) || wholeNumber(source) === BigInt(value);
}

/** Whether a whole number is written by `JSON.stringify` as the number that its text says. */
export function keepsDigits(source: string, value: number): boolean {
  const said = wholeNumber(source);
  return said !== undefined && said === wholeNumber(String(value));
}

/** A number near a whole one that is none. */
export function fractionNear(value: number): number {
  return Math.sign(value) * (Math.min(Math.abs(value), 2 ** 52 - 1) + 0.5) || 0.5;
}

/** Whether a text is a whole number as JSON writes numbers. */
export function isWhole(source: string): boolean {
  return wholeNumber(source) !== undefined;
}

/** The text of a number that `parseAsWritten` kept; undefined for any other value. */
export function writtenNumber(value: unknown): string | undefined {
  return isObject(value) && raw.isRawJSON?.(value) ? JSON.stringify(value) : undefined;
}

/** Writes a value as JSON, bigints as numbers. */
export function writeJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'bigint' ? raw.rawJSON(`${one}`) : one,
    ) ?? 'null'
  );
}

// "JSON.parse source text access" of ECMAScript, which TypeScript's library does not have yet.
const raw = JSON as typeof JSON & {
  rawJSON(text: string): unknown;
  isRawJSON?(value: unknown): boolean;
};
type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parse(text: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {
    return undefined;
  }
}

// Nobody needs more digits, and `1e999999999` would fill the memory.
const mostDigits = 400;

// The value of a JSON number, in whatever notation; undefined if it has a fraction.
function wholeNumber(source: string): bigint | undefined {
  const written = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
  if (written === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = written;
  const digits = whole + fraction;
  const zeros = Number(exponent) - fraction.length;
  if (
    digits.length + zeros > mostDigits ||
    !/^0*$/.test(digits.slice(zeros < 0 ? zeros : Number.POSITIVE_INFINITY))
  )
    return undefined;
  return BigInt(`${sign}0${zeros < 0 ? digits.slice(0, zeros) : digits + '0'.repeat(zeros)}`);
}
