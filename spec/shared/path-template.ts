import { escapeRegExp } from './text.ts';

/** A pattern for the concrete paths of a template such as `/things/{id}`; each parameter is a group. */
export function pathPattern(template: string): RegExp {
  const literals = template.split(/\{[^}]+\}/).map(escapeRegExp);
  return new RegExp(`^${literals.join('([^/]+)')}$`);
}

/** The names of the parameters of a path template, in order. */
export function parameterNames(template: string): string[] {
  return Array.from(template.matchAll(/\{([^}]+)\}/g), ([, name = '']) => name);
}
