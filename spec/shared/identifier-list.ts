/** An identifier that may be used at a provider. */
export type Identifier = number | string;

const longestRange = 100_000;

/**
 * Parses identifiers and ranges, separated by commas: `1000-1099,1200`. Whatever is not a number is text.
 * @param asText whether digits are text too; the ends of a range then have the same length
 * @throws RangeError with a sentence that says what is wrong
 * @example
 * parseIdentifiers('79000000001-79000000002', true); // ['79000000001', '79000000002']
 */
export function parseIdentifiers(text: string, asText = false): Identifier[] {
  const ids = text.split(',').flatMap((written): Identifier[] => {
    const part = written.trim();
    if (part === '') {
      throw new RangeError(`"${text}" has a comma with nothing before or after it; remove it.`);
    }
    const range = /^(\d+)\s*-\s*(\d+)$/.exec(part);
    if (range === null) return [/^\d+$/.test(part) && !asText ? parseNumber(part) : part];
    const [from = '', to = ''] = range.slice(1);
    const [first, last] = [parseNumber(from), parseNumber(to)];
    if (last < first) throw new RangeError(`The range ${part} ends before it begins.`);
    if (last - first >= longestRange) {
      throw new RangeError(`The range ${part} has more than ${longestRange} identifiers.`);
    }
    if (asText && from.length !== to.length) {
      throw new RangeError(`The ends of the range ${part} differ in length; write both in full.`);
    }
    const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    return asText ? numbers.map((one) => String(one).padStart(from.length, '0')) : numbers;
  });
  return [...new Set(ids)];
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${text} is not an identifier: use a whole number from 1 to 2^53-1.`);
}
