/** JSON for people: indented, with lists of integers on one line. */
export function prettyJson(value: unknown): string {
  // No line breaks stand in a JSON string, so no text that was sent is changed.
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\n((?: *-?\d+,?\n)+) *\]/g,
    (_, inner: string) => `[${inner.trim().replaceAll(/\s+/g, ' ')}]`,
  );
}
