import { fileURLToPath } from 'node:url';
import type { FastifyRequest } from 'fastify';
import { loadContract } from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';
import { createMistakeFinder } from '../problems/validation/find-mistakes.ts';
import type { Mistake } from '../problems/validation/mistake.ts';
import type { ControlService } from './service.ts';

/** The file that describes the control API. */
export const controlDocument: string = fileURLToPath(new URL('openapi.yaml', import.meta.url));

// Kept for the process: a reload of the contract does not change it.
let finders: Promise<Map<string, (body: unknown) => Mistake[]>> | undefined;

/** Creates the check of bodies; it loads the document of the control API with the first body. */
export function createBodyCheck(): ControlService['checkedBody'] {
  return async <Body>(operation: string, { body }: FastifyRequest) => {
    finders ??= loadContract(controlDocument).then(
      ({ operations, document }) =>
        new Map(
          operations.map((one) => [
            one.id,
            createMistakeFinder(one.request?.contents[0]?.schema ?? {}, document),
          ]),
        ),
    );
    const mistakes = (await finders).get(operation)?.(body) ?? [];
    const [first] = mistakes;
    if (first === undefined) return body as Body;
    throw new Refusal('invalid-control-request', first.message, {
      errors: mistakes.map(({ pointer, kind, message }) => ({
        in: 'body',
        pointer,
        kind,
        message,
      })),
    });
  };
}

/** Creates the refusal of a body for a reason that no schema can express. */
export function invalidBody(pointer: string, message: Message): Refusal {
  return new Refusal('invalid-control-request', message, {
    errors: [{ in: 'body', pointer, message }],
  });
}
