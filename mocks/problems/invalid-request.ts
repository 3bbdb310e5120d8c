import {
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  type Redaction,
  redacted,
} from '../../spec/index.ts';
import { parseFractions } from '../../spec/shared/json.ts';
import type { Diagnostic } from '../prism/engine.ts';
import { type Citations, sourceOf } from './citations.ts';
import { andMore, type ProblemError, Refusal } from './problem.ts';
import { describeSchema } from './validation/describe-schema.ts';
import { createMistakeFinder, createValidator } from './validation/find-mistakes.ts';
import { kindOfKeyword, type Mistake } from './validation/mistake.ts';
import { shorten, withArticle } from './validation/preview.ts';

/** What a refusal explains about the request that was sent. */
export interface SentRequest {
  readonly body: unknown;
  /** The body as it was sent. */
  readonly text: string | undefined;
  /** The text of a parameter as it was sent. */
  parameter(location: string, name: string): unknown;
}

/** Builds the 422 responses, which name every mistake of a body and of the parameters. */
export function createInvalidRequestRefusals(
  document: object,
  citations: Citations,
  redaction: Redaction,
) {
  const finders = new WeakMap<Operation, ReturnType<typeof createMistakeFinder>>();
  let validator: ReturnType<typeof createValidator> | undefined;

  function findMistakes(operation: Operation, body: unknown, text?: string): Mistake[] {
    const schema = bodySchema(operation);
    if (schema === undefined) return [];
    validator ??= createValidator();
    const find = finders.get(operation) ?? finderOf(schema, document, validator);
    finders.set(operation, find);
    return find(body, text);
  }

  function bodyError(operation: Operation, mistake: Mistake): ProblemError {
    const { pointer, message, expected, received, hint, schema, property } = mistake;
    const identity = operation.path.match(/\{([^}]+)\}$/)?.[1] ?? '';
    const lacksIdentity = mistake.kind === 'missing' && pointer === formatPointer([identity]);
    const kind = lacksIdentity ? 'missing-identity' : mistake.kind;
    const doubt = citations.doubt(kind, schema, property, bodySchema(operation), operation);
    const source = citations.source(sourceOf(property) ?? sourceOf(schema) ?? operation.source);
    return { in: 'body', pointer, kind, message, expected, received, hint, doubt, source };
  }

  return {
    /** Every mistake of a body, one entry for each. */
    bodyErrors: (operation: Operation, body: unknown): ProblemError[] =>
      findMistakes(operation, body).map((mistake) => bodyError(operation, mistake)),

    /** Explains why Prism found a request invalid. */
    invalid(
      operation: Operation,
      request: SentRequest,
      diagnostics: readonly Diagnostic[],
    ): Refusal {
      if (request.body === undefined && operation.request?.required === true) {
        const message = 'The request has no body; send one, with its Content-Length.';
        const source = citations.source(operation.source);
        return invalidRequest([{ in: 'body', pointer: '', kind: 'missing', message, source }]);
      }
      const isInBody = ({ path }: Diagnostic) => (path[0] ?? 'body') === 'body';
      const mistakes = diagnostics.some(isInBody)
        ? findMistakes(operation, request.body, request.text)
        : [];
      return invalidRequest([
        ...diagnostics
          .filter((one) => mistakes.length === 0 || !isInBody(one))
          .map((one) => parameterError(operation, one, request, citations, redaction)),
        ...mistakes.map((mistake) => bodyError(operation, mistake)),
      ]);
    },

    /** A body is valid only because JavaScript rounds its numbers; undefined if it does not. */
    roundedFraction(operation: Operation, text: string): Refusal | undefined {
      const fractions = parseFractions(text);
      if (fractions === undefined) return undefined;
      const mistakes = findMistakes(operation, fractions, text);
      const errors = mistakes.filter(({ kind }) => kind === 'wrong-type');
      if (errors.length === 0) return undefined;
      return invalidRequest(errors.map((mistake) => bodyError(operation, mistake)));
    },

    /** The body names a resource that no path could lead to, such as one with an empty identity. */
    unusableIdentity(operation: Operation, name: string, value: unknown): Refusal {
      const received = JSON.stringify(value);
      const kind = 'unusable-identity';
      const message = `The body's ${name} is ${received}, which no path can end with; send another.`;
      const source = citations.source(operation.source);
      const error = { in: 'body', pointer: formatPointer([name]), kind, message, received };
      return invalidRequest([{ ...error, source }]);
    },

    /** The path and the body name different resources. */
    identityMismatch(operation: Operation, name: string, inPath: string, inBody: unknown): Refusal {
      const received = JSON.stringify(inBody);
      const schema = bodySchema(operation);
      const property = isObject(schema?.properties) ? schema.properties[name] : undefined;
      const kind = 'identity-mismatch';
      const message = `The path has ${inPath} but the body's ${name} is ${received}; send the same in both.`;
      const doubt = citations.doubt(kind, property, schema, operation);
      const source = citations.source(sourceOf(property) ?? operation.source);
      const pointer = formatPointer([name]);
      const error = { in: 'body', pointer, kind, message, expected: inPath, received };
      return invalidRequest([{ ...error, doubt, source }]);
    },
  };
}

function parameterError(
  operation: Operation,
  diagnostic: Diagnostic,
  request: SentRequest,
  citations: Citations,
  redaction: Redaction,
): ProblemError {
  // The path of a missing parameter says only where it belongs: `query`, `header`…
  const [location = 'body', first = /'([^']+)'/.exec(diagnostic.message)?.[1] ?? '', ...steps] =
    diagnostic.path;
  const parameter = operation.parameters.find(
    (one) => one.in === location && one.name.toLowerCase() === first.toLowerCase(),
  );
  const source = citations.source(parameter?.source ?? operation.source);
  if (parameter === undefined) {
    return { in: location, pointer: '', message: `${diagnostic.message}.`, source };
  }
  const kind = kindOfKeyword[String(diagnostic.code)] ?? 'invalid';
  const expected = describeSchema(parameter.schema);
  const value = request.parameter(location, parameter.name);
  const shown = redaction.isSecret(parameter.name, true) ? redacted : value;
  const received = value === undefined ? undefined : shorten(JSON.stringify(shown));
  return {
    in: location,
    pointer: formatPointer([parameter.name, ...steps]),
    kind,
    message: `The ${location} parameter ${parameter.name} is ${received ?? 'missing'}; send ${withArticle(expected)}.`,
    expected,
    received,
    doubt: citations.doubt(kind, parameter, parameter.schema, operation),
    source,
  };
}

// Loading has reported a schema that does not compile. Prism's verdict is told then.
function finderOf(
  schema: JsonObject,
  document: object,
  validator: ReturnType<typeof createValidator>,
): ReturnType<typeof createMistakeFinder> {
  try {
    return createMistakeFinder(schema, document, validator);
  } catch {
    return () => [];
  }
}

function bodySchema(operation: Operation): JsonObject | undefined {
  return operation.request?.contents.find((content) => content.schema !== undefined)?.schema;
}

function invalidRequest(errors: readonly ProblemError[]): Refusal {
  const [first] = errors;
  const { message = 'The request breaks the contract.', hint, doubt, source } = first ?? {};
  const detail = message + andMore(errors, 'errors');
  return new Refusal('invalid-request', detail, { errors, hint, doubt, source });
}
