/**
 * Creates the regular expression of a JSON Schema `pattern`. Public documents hold patterns such as
 * `^[\w-.]+$`, which only the older grammar without the flag `u` reads.
 * @throws SyntaxError if no grammar reads it
 */
export function createPattern(pattern: string, flags = 'u'): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern, flags.replace('u', ''));
  }
}

/** Creates the same; a pattern that no grammar reads matches everything. */
export function createTolerantPattern(pattern: string, flags?: string): RegExp {
  try {
    return createPattern(pattern, flags);
  } catch {
    return /(?:)/;
  }
}

// Ajv asks for the code that a generated module would need.
createPattern.code = 'new RegExp';
createTolerantPattern.code = 'new RegExp';

/** Returns why a text is no regular expression; undefined if it is one. */
export function patternFault(pattern: string): string | undefined {
  try {
    createPattern(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
