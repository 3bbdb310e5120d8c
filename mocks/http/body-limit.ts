import { Refusal } from '../problems/problem.ts';

/** The most bytes of a body that an operation accepts. */
export const bodyLimit = 1024 * 1024;

/** The same where a body has a file, such as one in Base64. */
export const fileBodyLimit: number = 32 * bodyLimit;

/** The most bytes of a body that the control API accepts: a snapshot of a large account is large. */
export const controlBodyLimit: number = 256 * bodyLimit;

/** The refusal of a body that exceeds a limit. */
export function bodyTooLarge(limit: number): Refusal {
  return new Refusal('body-too-large', ({ body }) => body.tooLarge(limit));
}
