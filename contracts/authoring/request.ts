import {
  allOperations,
  type Contract,
  compileCheck,
  type JsonObject,
  jsonContent,
  Misuse,
  type Operation,
  operationById,
  operationName,
  pointerInWords,
} from '../../spec/index.ts';

/** The parts of a request. */
export interface RequestParts {
  readonly path?: object;
  readonly query?: object;
  readonly body?: unknown;
}

/**
 * Finds an operation, or a variant of one, by its id.
 * @throws Misuse if the contract does not have it
 */
export function operationOf(contract: Contract, id: string): Operation {
  const operation = operationById(contract, id);
  if (operation !== undefined) return operation;
  const known = allOperations(contract).map((one) => one.id);
  throw new Misuse(`The contract has no operation "${id}"; it has ${known.join(', ')}.`);
}

/**
 * Makes sure that a request is one of an operation.
 * @param accepted whether the document has to promise that it is accepted
 * @throws Misuse for an unknown or missing part, and for a value that the document does not allow
 */
export function assertRequest(
  { document }: Contract,
  operation: Operation,
  request: RequestParts,
  accepted: boolean,
): void {
  const schemaOf = (schema: JsonObject = {}) => (accepted ? schema : {});
  const parameters = (place: string) => {
    const own = operation.parameters.filter((one) => one.in === place);
    const required = own.filter((one) => one.required).map(({ name }) => name);
    const properties = Object.fromEntries(own.map((one) => [one.name, schemaOf(one.schema)]));
    return { type: 'object', additionalProperties: false, required, properties };
  };
  const media = jsonContent(operation.request?.contents);
  const needsBody = accepted && operation.request?.required === true;
  const properties = {
    path: parameters('path'),
    query: parameters('query'),
    ...(media && { body: schemaOf(media.schema) }),
  };
  const required = needsBody ? ['body'] : [];
  const whole = { type: 'object', additionalProperties: false, required, properties };
  const { path = {}, query = {}, ...others } = request;
  const fault = compileCheck(whole, { ...document })({ path, query, ...others });
  if (fault === undefined) return;
  const what = `${pointerInWords(fault.pointer).replace(/^it$/, 'the request')} ${fault.message}`;
  const name = `${operation.id} (${operationName(operation)})`;
  throw new Misuse(
    accepted
      ? `The document does not promise that ${name} accepts this request: ${what}. Mend it, or expect a refusal: willRespond: 'refused'.`
      : `This is no request of ${name}: ${what}.`,
  );
}
