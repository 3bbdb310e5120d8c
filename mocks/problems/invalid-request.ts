import {
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  parsePointer,
  pointerInWords,
  type Redaction,
  schemasAt,
} from '../../spec/index.ts';
import type { Diagnostic } from '../prism/engine.ts';
import { essence, within } from '../prism/media-type.ts';
import { type Citations, sourceOf } from './citations.ts';
import { parameterErrors, type SentRequest } from './parameter-errors.ts';
import { Refusal, type RequestError } from './problem.ts';
import { asSent, readMistake, withValue } from './readings.ts';
import { findStricter } from './stricter.ts';
import { type Message, render } from './texts/message.ts';
import { createMistakeFinder, createValidator } from './validation/find-mistakes.ts';
import type { Mistake } from './validation/mistake.ts';

type Parameter = Operation['parameters'][number];

/** A value in a body that names an item that there is not. */
export interface UnknownReference {
  /** JSON Pointer of the value in the body. */
  readonly pointer: string;
  readonly value: unknown;
  readonly collection: string;
  readonly doubts: readonly string[];
}

/** Builds the 422 responses, which name every mistake of a body and of the parameters. */
export function createInvalidRequestRefusals(
  document: object,
  citations: Citations,
  redaction: Redaction,
) {
  const finders = new WeakMap<object, ReturnType<typeof createMistakeFinder>>();
  const schemas = new WeakMap<Parameter, JsonObject>();
  let validator: ReturnType<typeof createValidator> | undefined;

  function findMistakes(schema: JsonObject | undefined, value: unknown, text?: string): Mistake[] {
    if (schema === undefined) return [];
    validator ??= createValidator();
    const find = finders.get(schema) ?? finderOf(schema, document, validator);
    finders.set(schema, find);
    return find(value, text).filter(({ kind, property }) => {
      const isReadOnly = isObject(property) && property.readOnly === true;
      // What only responses have is not asked of a request.
      return kind !== 'missing' || !isReadOnly;
    });
  }

  function findInParameter(parameter: Parameter, value: unknown): Mistake[] {
    const { name } = parameter;
    const schema = schemas.get(parameter) ?? {
      type: 'object',
      properties: { [name]: parameter.schema },
    };
    schemas.set(parameter, schema);
    return findMistakes(schema, { [name]: value });
  }

  function bodyError(
    operation: Operation,
    mistake: Mistake,
    value: unknown,
    body = bodySchema(operation),
  ): RequestError {
    const { pointer, message, expected, received, hint, schema, property } = mistake;
    const identity = operation.path.match(/\{([^}]+)\}$/)?.[1] ?? '';
    const lacksIdentity = mistake.kind === 'missing' && pointer === formatPointer([identity]);
    const kind = lacksIdentity ? 'missing-identity' : mistake.kind;
    const doubt = citations.doubt(kind, schema, property, body, operation);
    const source = citations.source(sourceOf(property) ?? sourceOf(schema) ?? operation.source);
    const readings = readMistake({ ...mistake, kind }, value, document).flatMap((reading) => {
      const own = citations.doubtOf(reading.effect, schema, property, body, operation);
      return own === undefined ? [] : [{ ...reading, doubt: own }];
    });
    const told = { in: 'body', pointer, kind, message, expected, received, hint, doubt, source };
    return { ...told, readings };
  }

  function errorsOf(
    operation: Operation,
    request: SentRequest,
    diagnostics: readonly Diagnostic[],
  ): RequestError[] {
    if (request.body === undefined && operation.request?.required === true) {
      const message: Message = ({ body }) => body.missing;
      const source = citations.source(operation.source);
      return [{ in: 'body', pointer: '', kind: 'missing', message, source }];
    }
    const schema = bodySchema(operation, request.contentType);
    const isInBody = ({ path }: Diagnostic) => (path[0] ?? 'body') === 'body';
    // The fields of a form that cannot be read are unknown.
    const isReadable = diagnostics.every((one) => !isInBody(one) || one.code !== 'style');
    const mistakes =
      isReadable && diagnostics.some(isInBody)
        ? findMistakes(schema, request.body, request.text)
        : [];
    const known = new Set(mistakes.map(({ pointer }) => pointer));
    const isTold = (one: Diagnostic) =>
      isInBody(one) &&
      mistakes.length > 0 &&
      (one.code !== 'inexact' || known.has(formatPointer(one.path.slice(1))));
    return [
      ...parameterErrors(
        operation,
        request,
        diagnostics.filter((one) => !isTold(one)),
        findInParameter,
        citations,
        redaction,
      ),
      ...mistakes.map((mistake) => bodyError(operation, mistake, request.body, schema)),
    ];
  }

  return {
    /** Every mistake of a body, one entry for each. */
    bodyErrors: (operation: Operation, body: unknown): RequestError[] =>
      findMistakes(bodySchema(operation), body).map((mistake) =>
        bodyError(operation, mistake, body),
      ),

    /** Every mistake of a request, as its refusal tells them. */
    errorsOf,

    /** Whether a value breaks its schema by mistakes of these kinds alone. */
    hasOnly: (
      schema: JsonObject | undefined,
      value: unknown,
      kinds: readonly string[],
    ): boolean => {
      const found = kinds.length === 0 ? [] : findMistakes(schema, value);
      return found.length > 0 && found.every(({ kind }) => kinds.includes(kind));
    },

    /** What stricter settings refuse of a valid body, whose numbers are as they were written. */
    stricterErrors: (
      operation: Operation,
      body: unknown,
      settings: Readonly<Record<string, string>>,
    ): RequestError[] =>
      findStricter(
        { operation, schema: bodySchema(operation), document, citations, redaction, settings },
        body,
      ),

    /** Refuses a request for its mistakes. */
    invalidFor: (errors: readonly RequestError[]): Refusal => invalidRequest(errors),

    /** Explains why Prism found a request invalid. */
    invalid(
      operation: Operation,
      request: SentRequest,
      diagnostics: readonly Diagnostic[],
    ): Refusal {
      return invalidRequest(errorsOf(operation, request, diagnostics));
    },

    /** The body names a resource that no path could lead to, such as one with an empty identity. */
    unusableIdentity(operation: Operation, pointer: string, value: unknown): Refusal {
      const name = pointerInWords(pointer);
      const received = JSON.stringify(value);
      const kind = 'unusable-identity';
      const message: Message = ({ state }) => state.unusableIdentity(name, received);
      const source = citations.source(operation.source);
      const error = { in: 'body', pointer, kind, message, received };
      return invalidRequest([{ ...error, source }]);
    },

    /** The body names items that the account does not have. */
    unknownReferences(operation: Operation, found: readonly UnknownReference[]): Refusal {
      const errors = found.map(({ pointer, value, collection, doubts }) => {
        const [field] = schemasAt(bodySchema(operation), parsePointer(pointer).slice(0, 1));
        const source = citations.source(sourceOf(field) ?? operation.source);
        const received = JSON.stringify(value);
        const kind = 'unknown-reference';
        const message: Message = ({ state }) =>
          state.unknownReference(pointerInWords(pointer), received, `${collection}/${value}`);
        const doubt = citations.doubt(kind, { doubts });
        const readings =
          doubt === undefined
            ? []
            : [{ doubt, effect: 'references', takes: { unchecked: asSent } }];
        return { in: 'body', pointer, kind, message, received, doubt, source, readings };
      });
      return invalidRequest(errors);
    },

    /** The path and the body name different resources. */
    identityMismatch(
      operation: Operation,
      pointer: string,
      inPath: string,
      inBody: unknown,
    ): Refusal {
      const name = parsePointer(pointer).at(-1) ?? '';
      const received = JSON.stringify(inBody);
      const schema = bodySchema(operation);
      const [property] = schemasAt(schema, [name]);
      const kind = 'identity-mismatch';
      const message: Message = ({ state }) =>
        state.identityMismatch(inPath, pointerInWords(pointer), received);
      const doubt = citations.doubt(kind, property, schema, operation);
      const source = citations.source(sourceOf(property) ?? operation.source);
      const error = { in: 'body', pointer, kind, message, expected: inPath, received };
      const path = withValue(pointer, typeof inBody === 'number' ? Number(inPath) : inPath);
      const readings = doubt === undefined ? [] : [{ doubt, effect: kind, takes: { path } }];
      return invalidRequest([{ ...error, doubt, source, readings }]);
    },
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

function bodySchema({ request }: Operation, contentType?: string): JsonObject | undefined {
  const contents = request?.contents ?? [];
  const type = contentType && essence(contentType);
  const sent = type && contents.find(({ mediaType }) => within(type, mediaType));
  return (sent || contents.find(({ schema }) => schema !== undefined))?.schema;
}

function invalidRequest(errors: readonly RequestError[]): Refusal {
  const [first, ...others] = errors;
  const { message, hint, doubt, source } = first ?? {};
  const detail: Message = (texts) => {
    const mistake = message === undefined ? texts.request.invalid : render(message, texts);
    return others.length === 0 ? mistake : `${mistake} ${texts.state.moreMistakes(others.length)}`;
  };
  return new Refusal('invalid-request', detail, { errors, hint, doubt, source });
}
