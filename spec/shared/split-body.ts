// Far enough apart for a server to read the first part before the second.
const pauseBetween = 15;

/**
 * Yields a body in two parts, cut inside a letter of several bytes if it has one, otherwise in half.
 * @param pause waits for so many milliseconds
 */
export async function* splitBody(
  body: string,
  pause: (ms: number) => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  const inside = bytes.findIndex((byte) => byte >= 0x80 && byte < 0xc0);
  const cut = inside > 0 ? inside : bytes.length >> 1;
  yield bytes.subarray(0, cut);
  await pause(pauseBetween);
  yield bytes.subarray(cut);
}
