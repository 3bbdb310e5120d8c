/** Something that the caller can set right; the message says what and how, in one sentence. */
export class Misuse extends Error {
  override readonly name: string = 'Misuse';
}
