/** A step showed that a rule is broken; the message is a sentence. */
export class Violation extends Error {
  override readonly name = 'FaultShown';
}
