/** An identifier that a tester lends. */
export type Identifier = number | string;

const most = 100_000;

/**
 * Reads identifiers as people write them: `1000-1099,1200`. What is no number is taken as text. The
 * page reads them too, so this needs nothing of Node.js.
 * @throws RangeError with a sentence that says what is wrong
 */
export function readIdentifiers(text: string): Identifier[] {
  const ids = text.split(',').flatMap((written): Identifier[] => {
    const part = written.trim();
    if (part === '') throw new RangeError('A comma stands before or after nothing; take it out.');
    const range = /^(\d+)\s*-\s*(\d+)$/.exec(part);
    if (range === null) return [/^\d+$/.test(part) ? whole(part) : part];
    const [first, last] = [whole(range[1] ?? ''), whole(range[2] ?? '')];
    if (last < first) throw new RangeError(`The range ${part} ends before it begins.`);
    if (last - first >= most) throw new RangeError(`The range ${part} is longer than ${most}.`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(ids)];
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${text} is no identifier: it must be a whole number from 1 to 2^53-1.`);
}
