import { redacted } from '../../../spec/shared/redacted.ts';
import type { ExportedRequest } from './exported-request.ts';

/** A text around masked values: one literal more than there are masked values. */
export interface MaskedText {
  readonly literals: readonly string[];
  /** The name of the field that each masked value stands in. */
  readonly fields: readonly string[];
}

// A whole body may be masked, with its length.
const mask = /\*{3}(?: \(\d+ characters that may hold a secret\))?/;
const fieldBefore = /([\p{L}\p{N}_-]+)["'\]]*\s*[:=][^:=]*$/u;

/**
 * Splits a text at its masked values.
 * @param whole what a masked value is called that no field names
 */
export function splitMasked(text: string, whole: string): MaskedText {
  const literals = text.split(mask);
  const fields = literals.slice(0, -1).map((_, i) => {
    const before = literals.slice(0, i + 1).join(redacted);
    return fieldBefore.exec(before.slice(-500))?.[1] ?? whole;
  });
  return { literals, fields };
}

/** The name of a variable for a field, such as `CLIENT_SECRET` for `client-secret`. */
export function variableOf(field: string): string {
  const name = field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    // Two fields with names in other letters are two variables.
    .replaceAll(/[^\0-\x7f]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`)
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  // The scripts use these names themselves, or every shell sets them.
  return /^($|\d|(TOKEN(_\d+)?|RUN|PATH|(OLD)?PWD|IFS|HOME|USER|SHELL|E?UID)$)/.test(name)
    ? `SECRET_${name}`
    : name;
}

/** The fields of a request whose values are masked, except the token. */
export function maskedFields({ path, headers, body, tokenParameter }: ExportedRequest): string[] {
  const all = [
    splitMasked(path, 'path'),
    ...Object.entries(headers).map(([name, value]) => splitMasked(value, name)),
    splitMasked(body ?? '', 'body'),
  ].flatMap(({ fields }) => fields);
  return [...new Set(all)].filter((name) => name !== tokenParameter);
}
