import { isControlPath } from './control-api.ts';

/** Whether a text is a path that a contract can be served below, such as `/api`; empty for none. */
export function isPrefix(text: string): boolean {
  const isPath = /^(\/[\w.~-]+)*$/.test(text) && !/\/\.\.?(\/|$)/.test(text);
  return isPath && !isControlPath(text);
}

/** Returns the part of a path below the prefix of a contract; undefined for any other path. */
export function pathBelow(prefix: string, path: string): string | undefined {
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}
