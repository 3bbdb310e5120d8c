import { AsyncLocalStorage } from 'node:async_hooks';
import { type Operation, operationName } from '../../spec/index.ts';
import { asEvidence, type Exchange } from '../http/exchange.ts';
import type { Observer } from '../provider/provider.ts';
import type { ResponsePromise } from '../provider/response-check.ts';
import type { Check } from './check.ts';

/** The promises about every response, by the end of the check's id. */
export const responsePromises = {
  answered: 'Every request gets a response, and none a server error.',
  'content-type': 'Every response to an accepted request is JSON in UTF-8, and declares it.',
  shape:
    'Every response to an accepted request has the documented fields with the documented types.',
  identity: 'Each addition returns a new identity, and each edit the identity of its path.',
  echo: 'The response to an accepted request repeats what was sent.',
} satisfies Record<ResponsePromise | 'answered', string>;

/** Returns the id of the check for a promise about every response. */
export function responseCheckId(promise: string): string {
  return `answers-${promise}`;
}

/** A response that breaks a promise, and the check that saw it. */
export interface ResponseViolation {
  readonly operation: Operation;
  readonly promise: keyof typeof responsePromises;
  /** A sentence, with method and path of the operation. */
  readonly message: string;
  readonly exchange: Exchange;
  readonly during: Check | undefined;
  /** When the response came, in milliseconds of a clock that never jumps. */
  readonly at: number;
}

/** Watches every response, whatever the request was for. */
export interface ResponseWatch {
  readonly observer: Observer;
  readonly violations: ResponseViolation[];
  /** Runs something on behalf of a check. */
  during<Result>(check: Check, run: () => Promise<Result>): Promise<Result>;
}

/**
 * Creates a watch.
 * @param isOptional whether a provider may lack an operation, and may say so with 501
 */
export function createResponseWatch(isOptional: (operation: Operation) => boolean): ResponseWatch {
  const violations: ResponseViolation[] = [];
  const current = new AsyncLocalStorage<Check>();
  return {
    violations,
    during: (check, run) => current.run(check, run),
    observer({ operation }, { exchange: whole, fault, responseFaults }) {
      const exchange = asEvidence(whole);
      const during = current.getStore();
      const at = performance.now();
      const isLacking = exchange.response?.status === 501 && isOptional(operation);
      if (fault !== undefined && !isLacking) {
        violations.push({ operation, promise: 'answered', message: fault, exchange, during, at });
      }
      for (const { promise, message } of responseFaults) {
        const sentence = `${operationName(operation)}: ${message}`;
        violations.push({ operation, promise, message: sentence, exchange, during, at });
      }
    },
  };
}
