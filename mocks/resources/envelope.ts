import {
  type Action,
  isObject,
  type JsonObject,
  parsePointer,
  type Resource,
} from '../../spec/index.ts';

/**
 * Puts what an action answers into the body that the operation documents.
 * @param own makes the body that Prism answers with, which fills the rest of the body
 */
export type Envelope = (value: unknown, own: () => unknown) => unknown;

const counts = /^(total|count|size|length)(_?(count|items|elements|results))?$/i;

/** Prepares the bodies of an action. */
export function createEnvelope({ bodies }: Resource, action: Action): Envelope {
  const at = bodies[action]?.response;
  if (at === '') return (value) => value;
  if (at === undefined) return (_value, own) => own();
  const [name = ''] = parsePointer(at);
  return (value, own) => {
    const made = own();
    const body: JsonObject = isObject(made) ? made : {};
    body[name] = value;
    if (Array.isArray(value)) setCounts(body, value.length);
    return body;
  };
}

/** Lets the numbers that say how long a list is be right. */
function setCounts(body: JsonObject, length: number): void {
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'number' && counts.test(name)) body[name] = length;
    else if (isObject(value)) setCounts(value, length);
  }
}
