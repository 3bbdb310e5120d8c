import {
  type Contract,
  compileCheck,
  type ExpectedResponse,
  expectedResponse,
  isObject,
  type JsonObject,
  jsonContent,
  Misuse,
  type Operation,
  propertyNames,
  successOf,
} from '../../spec/index.ts';
import type { RequestParts } from './request.ts';

/** What a consumer expects of a response, see {@link Interaction.willRespond}. */
export type AnyReply = 'accepted' | 'refused' | number | readonly string[];

/** Whether a consumer expects that its request is accepted. */
export function isAccepted(reply: AnyReply): boolean {
  return reply === 'accepted' || typeof reply === 'object';
}

/**
 * What a consumer may rely on of the response to a request.
 * @throws Misuse for a status, or a field, that the document does not promise
 */
export function readReply(
  contract: Contract,
  operation: Operation,
  request: RequestParts,
  reply: AnyReply,
): ExpectedResponse {
  if (!isAccepted(reply)) return refusal(operation, reply);
  const success = successOf(operation);
  const media = jsonContent(success?.contents);
  const status = Number(success?.status) || 200;
  if (media === undefined) return expectedResponse(status, '', undefined, {});
  const { mediaType, schema = {}, examples } = media;
  if (examples[0] === undefined) {
    throw new Misuse(`The document has no example of the response of ${operation.id}; add one.`);
  }
  const example = asSent(contract, schema, examples[0].value, request);
  const fields = typeof reply === 'object' ? reply : undefined;
  const shown = fields ? choose(example, fields) : example;
  const expected = expectedResponse(status, mediaType, shown, { schema, sent: request.body });
  if (fields) assertFields(operation, schema, expected, fields);
  return expected;
}

function refusal({ id, responses }: Operation, reply: AnyReply): ExpectedResponse {
  const known = responses.map(({ status }) => status).filter((status) => /^4\d\d$/.test(status));
  const status = reply === 'refused' ? (known[0] ?? '400') : String(reply);
  if (reply === 'refused' || known.includes(status)) {
    return expectedResponse(Number(status), '', undefined, {});
  }
  throw new Misuse(
    `The document has no refusal ${status} of ${id}; expect 'refused', or one of ${known.join(', ')}.`,
  );
}

// A response repeats what was sent, where it has a field of the same name for it.
function asSent(
  { document }: Contract,
  schema: JsonObject,
  example: unknown,
  { path, body }: RequestParts,
): unknown {
  if (!isObject(example)) return example;
  const check = compileCheck(schema, { ...document });
  const names = new Set(propertyNames(schema));
  const sent = Object.entries({ ...path, ...(isObject(body) ? body : {}) });
  let repeated = example;
  for (const [name, value] of sent) {
    const next = { ...repeated, [name]: value };
    if (names.has(name) && check(next) === undefined) repeated = next;
  }
  return repeated;
}

function choose(body: unknown, names: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((one) => choose(one, names));
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

function assertFields(
  { id }: Operation,
  schema: JsonObject,
  { body }: ExpectedResponse,
  names: readonly string[],
): void {
  const known = propertyNames(isObject(schema.items) ? schema.items : schema);
  const shown = [body?.content].flat()[0];
  const missing = names.find((name) => !(isObject(shown) && Object.hasOwn(shown, name)));
  if (missing === undefined) return;
  const why = known.includes(missing)
    ? `does not promise "${missing}" in the response of ${id} to this request: it is optional and was not sent, or is a secret. Leave it out of willRespond.`
    : `has no "${missing}" in the response of ${id}; name some of ${[...new Set(known)].join(', ')}.`;
  throw new Misuse(`The document ${why}`);
}
