/** A check could not be set up; the message says why, in a sentence. */
export class SetUpFailure extends Error {
  override readonly name = 'SetUpFailure';
}
