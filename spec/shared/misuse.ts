/** A mistake of the caller; the message says what is wrong and what to do, in one sentence. */
export class Misuse extends Error {
  override readonly name: string = 'Misuse';
}
