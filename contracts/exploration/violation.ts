/** A step showed that a rule is broken; the message is a sentence. */
export class FaultShown extends Error {
  override readonly name = 'FaultShown';
}
