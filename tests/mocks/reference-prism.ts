import { createInstance, getHttpOperationsFromSpec, ProblemJsonError } from '@stoplight/prism-http';
import * as E from 'fp-ts/lib/Either.js';
import type { Diagnostic, EngineCall } from '../../mocks/prism/engine.ts';
import {
  diagnosticsOf,
  isError,
  logger,
  preferencesOf,
  wholeOfPrism,
} from '../../mocks/prism/exchange.ts';
import type { Input } from '../../mocks/prism/types.ts';

/** What plain Prism made of a request. */
export interface PlainResult {
  /** Of the answer, or of the error that came in place of one; 500 when Prism named none. */
  status: number;
  body: unknown;
  /** What was wrong with the request, as far as Prism tells. */
  diagnostics: Diagnostic[];
}

/** Prism with nothing of ours but silence: the oracle of tests. It holds all schemas for draft-07. */
export async function createPlainPrism(
  document: object,
): Promise<(call: Omit<EngineCall, 'template' | 'state'>) => Promise<PlainResult>> {
  const resources = await getHttpOperationsFromSpec(structuredClone(document));
  const prism = createInstance(wholeOfPrism, { logger });
  return async ({ method, path, query, headers, body, checkSecurity }) => {
    const input = { method: method as Input['method'], url: { path, query }, headers, body };
    const preferences = preferencesOf({ headers, query, path });
    const result = E.isLeft(preferences)
      ? preferences
      : await prism.request(input, resources, {
          ...wholeOfPrism,
          checkSecurity,
          mock: { dynamic: false, ...preferences.right },
        })();
    if (E.isLeft(result)) {
      const { status = 500, additional }: Partial<ProblemJsonError> = result.left;
      const found = additional?.validation;
      const diagnostics = Array.isArray(found)
        ? found.map(({ location: path = [], code = '', message }) => ({ path, code, message }))
        : [];
      return { status, body: ProblemJsonError.toProblemJson(result.left), diagnostics };
    }
    const { output, validations } = result.right;
    const errors = validations.input.filter(isError);
    return { status: output.statusCode, body: output.body, diagnostics: diagnosticsOf(errors) };
  };
}
