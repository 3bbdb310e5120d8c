import type { Contract, Redaction } from '../../spec/index.ts';
import { Citations } from './citations.ts';
import { createConflictRefusals } from './conflict-refusals.ts';
import { createInvalidRequestRefusals } from './invalid-request.ts';
import { createRequestRefusals } from './request-refusals.ts';

/**
 * Builds the refusals of a contract: what failed, where, why, what to do, and what the documentation
 * says about it.
 */
export type Refusals = ReturnType<typeof createRefusals>;

/** Prepares the refusals of a contract. */
export function createRefusals(contract: Contract, redaction: Redaction) {
  const citations = new Citations(contract);
  return {
    ...createConflictRefusals(citations, redaction),
    ...createInvalidRequestRefusals(contract.document, citations, redaction),
    ...createRequestRefusals(contract, citations),
  };
}
