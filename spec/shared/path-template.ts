import { decodePercent, escapeRegExp } from './text.ts';

type Match = (path: string) => Readonly<Record<string, string>> | undefined;

const known = new Map<string, Match>();

/**
 * Matches a path against a template such as `/things/{id}`. Returns the values of the parameters,
 * decoded; undefined where the path does not match.
 */
export function matchPath(template: string, path: string): ReturnType<Match> {
  let match = known.get(template);
  if (match === undefined) {
    match = prepare(template);
    known.set(template, match);
  }
  return match(path);
}

/** The names of the parameters of a path template, in order. */
export function parameterNames(template: string): string[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
}

/** Puts encoded values in place of the parameters of a template; half a surrogate pair becomes U+FFFD. */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name] ?? '').toWellFormed()),
  );
}

function prepare(template: string): Match {
  const names = parameterNames(template);
  const literals = template.split(/\{[^}]+\}/);
  const isPlain = literals.every((one) => encoded(one) === one);
  const escaped = literals.map((one) => escapeRegExp(encoded(one)));
  const pattern = new RegExp(`^${escaped.join('([^/]+)')}$`);
  return (path) => {
    const [whole, ...values] = pattern.exec(isPlain ? path : encoded(path)) ?? [];
    if (whole === undefined) return undefined;
    return Object.fromEntries(names.map((name, i) => [name, decodePercent(values[i] ?? '')]));
  };
}

/** Writes a path as a URL has it, where a document may have a space, or letters beyond ASCII. */
function encoded(path: string): string {
  return path
    .toWellFormed()
    .replaceAll(/[^\x21-\x7e]|["<>^`{}]/gu, encodeURIComponent)
    .replaceAll(/%[\da-f]{2}/gi, (one) => one.toUpperCase());
}
