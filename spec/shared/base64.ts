/**
 * Whether a text is Base64, as the format `byte` asks. The pattern that Ajv has for it overflows the
 * stack at some four million characters, and a file may well be longer.
 */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
