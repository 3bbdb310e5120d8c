import { Refusal } from '../problems/problem.ts';

/** The most bytes of a body that the contract's paths accept. */
export const bodyLimit = 1024 * 1024;

/** The most bytes of a body that the control API accepts: a snapshot of a large account is large. */
export const controlBodyLimit: number = 256 * bodyLimit;

/** The refusal of a body that exceeds a limit. */
export function bodyTooLarge(limit: number): Refusal {
  return new Refusal('body-too-large', `The body has more than ${limit} bytes; send less.`);
}
