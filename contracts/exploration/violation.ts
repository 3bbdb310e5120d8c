/** A step of a sequence broke a rule; the message is a sentence. */
export class Violation extends Error {
  override readonly name = 'Violation';
}
