/** JSON for people: indented, with short lists of integers on one line. */
export function prettyJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+((?:-?\d+,?\s+)*)\]/g,
    (_, inner: string) => `[${inner.trim().replaceAll(/\s+/g, ' ')}]`,
  );
}
