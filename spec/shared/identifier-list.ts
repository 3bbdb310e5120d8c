/** An identifier that may be used at a provider. */
export type Identifier = number | string;

const longestRange = 100_000;

/**
 * Parses identifiers and ranges, separated by commas: `1000-1099,1200`. Whatever is not a number is text.
 * @throws RangeError with a sentence that says what is wrong
 */
export function parseIdentifiers(text: string): Identifier[] {
  const ids = text.split(',').flatMap((written): Identifier[] => {
    const part = written.trim();
    if (part === '') {
      throw new RangeError(`"${text}" has a comma with nothing before or after it; remove it.`);
    }
    const range = /^(\d+)\s*-\s*(\d+)$/.exec(part);
    if (range === null) return [/^\d+$/.test(part) ? parseNumber(part) : part];
    const [first, last] = [parseNumber(range[1] ?? ''), parseNumber(range[2] ?? '')];
    if (last < first) throw new RangeError(`The range ${part} ends before it begins.`);
    if (last - first >= longestRange) {
      throw new RangeError(`The range ${part} has more than ${longestRange} identifiers.`);
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(ids)];
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${text} is not an identifier: use a whole number from 1 to 2^53-1.`);
}
