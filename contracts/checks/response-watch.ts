import { AsyncLocalStorage } from 'node:async_hooks';
import type { Exchange } from '../http/exchange.ts';
import type { Observer } from '../provider/provider.ts';
import type { ResponsePromise } from '../provider/response-check.ts';
import type { Check } from './check.ts';

/** What every answer promises, by the id of the check that watches it. */
export const responsePromises = {
  answered: 'Every request is answered, and none with a server error.',
  'content-type': 'Every answer to an accepted request is JSON in UTF-8, and says so.',
  shape: 'Every answer to an accepted request has the documented fields with the documented types.',
  identity:
    'Each addition answers with an identity of its own, and each edit with that of its path.',
  echo: 'The answer to an accepted request repeats what was sent.',
} satisfies Record<ResponsePromise | 'answered', string>;

/** Something wrong with an answer, and the check during which it came by. */
export interface ResponseViolation {
  readonly promise: keyof typeof responsePromises;
  /** Method and path as the document writes it, and what is wrong. */
  readonly message: string;
  readonly exchange: Exchange;
  readonly during: Check | undefined;
}

/** Watches every answer that comes by, whatever it is asked for. */
export interface ResponseWatch {
  readonly observer: Observer;
  readonly violations: ResponseViolation[];
  /** Runs something so that what comes by is known to belong to a check. */
  during<Result>(check: Check, run: () => Promise<Result>): Promise<Result>;
}

/** Starts to watch. */
export function createResponseWatch(): ResponseWatch {
  const violations: ResponseViolation[] = [];
  const current = new AsyncLocalStorage<Check>();
  return {
    violations,
    during: (check, run) => current.run(check, run),
    observer({ operation }, { exchange, reading, faults }) {
      const during = current.getStore();
      const at = `${operation.method.toUpperCase()} ${operation.path}`;
      if (reading.kind === 'fault') {
        violations.push({
          promise: 'answered',
          message: `${at}: ${reading.why}`,
          exchange,
          during,
        });
      }
      for (const { promise, message } of faults) {
        violations.push({ promise, message: `${at}: ${message}`, exchange, during });
      }
    },
  };
}
