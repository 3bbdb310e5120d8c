import { fractionNear, isExact } from '../../spec/shared/json.ts';
import { type Check, type Diagnostics, error } from './schema-check.ts';

/** A text that Ajv takes for a number that it may not be. */
interface Doubtful {
  readonly path: readonly string[];
  readonly text: string;
}

/** The most numbers of one request that are told. */
const mostTold = 100;

/**
 * Checks values that were texts, and converts them to the types of their schema, in place. An integer
 * must be written as one and be what its digits say, and any other number must be one in JSON.
 *
 * @param place the first step of every path
 */
export function checkTexts(check: Check, values: object, place: string): Diagnostics {
  const doubtful: Doubtful[] = [];
  find(values, [], doubtful);
  if (doubtful.length === 0) return check(values);
  const trial = structuredClone(values);
  for (const one of doubtful) substitute(trial, one);
  const found = check(values);
  const wrong = new Set(
    check(trial).flatMap(({ code, path = [] }) => (code === 'type' ? [path.join('/')] : [])),
  );
  const told = new Set(found.map(({ path = [] }) => path.join('/')));
  const refused = doubtful.filter(({ path }) => {
    const at = [place, ...path].join('/');
    return wrong.has(at) && !told.has(at);
  });
  for (const { path, text } of refused) if (!isDigits(text)) put(values, path, text);
  return found.concat(refused.slice(0, mostTold).map((one) => mistake(one, place)));
}

function find(value: unknown, path: readonly string[], doubtful: Doubtful[]): void {
  if (typeof value === 'string') {
    if (!isPlain(value)) doubtful.push({ path, text: value });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) find(child, [...path, key], doubtful);
  }
}

function isPlain(text: string): boolean {
  if (/^-?[1-9]?\d{1,14}$/.test(text) && !/^-?0\d/.test(text)) return true;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) return true;
  if (!isNumber(text) || !Number.isFinite(value)) return false;
  return !Number.isInteger(value) || (isDigits(text) && isExact(text, value));
}

function isNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

function isDigits(text: string): boolean {
  return /^-?(0|[1-9]\d*)$/.test(text);
}

// A value that no integer can be, and no number where the text is none.
function substitute(values: object, { path, text }: Doubtful): void {
  const value = Number(text);
  const isKept = isNumber(text) && Number.isFinite(value);
  put(values, path, isKept ? fractionNear(value) : `no ${text}`);
}

function put(values: object, path: readonly string[], value: unknown): void {
  const holder = path.slice(0, -1).reduce((at, step) => Reflect.get(at, step), values);
  Reflect.set(holder, path.at(-1) ?? '', value);
}

function mistake({ path, text }: Doubtful, place: string): Diagnostics[number] {
  const name = path.reduce((up, step) => (/^\d+$/.test(step) ? `${up}[${step}]` : `${up}.${step}`));
  const at = [place, ...path];
  if (!isDigits(text))
    return error(at, 'type', ({ parameters }) => parameters.notNumber(place, name));
  return error(at, 'inexact', ({ parameters }) =>
    parameters.inexact(name, text.slice(0, 60), Number.MAX_SAFE_INTEGER),
  );
}
