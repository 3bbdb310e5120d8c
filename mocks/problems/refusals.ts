import {
  type Contract,
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  parsePointer,
  pointerInWords,
  type Redaction,
  type Resource,
  redacted,
  type SourceReference,
} from '../../spec/index.ts';
import type { Diagnostic } from '../prism/engine.ts';
import {
  type Conflict,
  type ProblemError,
  type ProblemExtras,
  type ProblemSource,
  Refusal,
} from './problem.ts';
import { describeSchema } from './validation/describe-schema.ts';
import { createMistakeFinder } from './validation/find-mistakes.ts';
import type { Mistake } from './validation/mistake.ts';
import { shorten } from './validation/preview.ts';

/** Writes refusals that say what failed, where, why, what to do, and where the documentation says so. */
export interface Teacher {
  /** Every mistake of a body, one an actual mistake. */
  mistakes(operation: Operation, body: unknown): ProblemError[];
  conflict(operation: Operation, resource: Resource, conflicts: readonly Conflict[]): Refusal;
  identityMismatch(operation: Operation, name: string, path: string, body: unknown): Refusal;
  identityTaken(operation: Operation, name: string, value: unknown): Refusal;
  missingResource(operation: Operation, path: string): Refusal;
  immutable(operation: Operation, pointer: string, value: unknown): Refusal;
  /** Explains why Prism found a request invalid: every mistake of the body and of the parameters. */
  invalid(operation: Operation, request: Sent, diagnostics: readonly Diagnostic[]): Refusal;
  unauthorized(operation: Operation): Refusal;
  unsupportedMediaType(operation: Operation, received: string | undefined): Refusal;
  methodNotAllowed(operations: readonly Operation[], method: string): Refusal;
}

/** What of a request its refusal explains. */
export interface Sent {
  readonly body: unknown;
  /** The text of a parameter as it was sent. */
  parameter(place: string, name: string): unknown;
}

/** Prepares the refusals of a contract. */
export function createTeacher(contract: Contract, redaction: Redaction): Teacher {
  const finders = new Map<string, (body: unknown) => Mistake[]>();
  const doubtOfKind = new Map(
    contract.doubts.flatMap((doubt) => doubt.mock.refuses.map((kind) => [kind, doubt.id] as const)),
  );
  const titles = new Map(contract.pages.map((page) => [page.id, page.title]));

  /** The doubt behind a kind of mistake, where one of the parts that it concerns names it. */
  function doubtBehind(kind: string, ...parts: unknown[]): string | undefined {
    const id = doubtOfKind.get(kind);
    if (id === undefined) return undefined;
    const named = parts.flatMap((part) => {
      const doubts = isObject(part) ? (part['x-doubt'] ?? part.doubts) : undefined;
      return Array.isArray(doubts) ? doubts : [];
    });
    return named.includes(id) ? id : undefined;
  }

  const sources = new WeakMap<object, ProblemSource>();

  function sourceOf(reference: unknown): ProblemSource | undefined {
    const first: unknown = Array.isArray(reference) ? reference[0] : reference;
    if (!isObject(first)) return undefined;
    const source = sources.get(first) ?? titled(first);
    sources.set(first, source);
    return source;
  }

  function titled(reference: SourceReference): ProblemSource {
    const { page, row, fact, example } = reference;
    const title = page === undefined ? undefined : titles.get(page);
    return {
      ...(page === undefined ? {} : { page }),
      ...(title === undefined ? {} : { title }),
      ...(row === undefined ? {} : { row }),
      ...(fact === undefined ? {} : { fact }),
      ...(example === undefined ? {} : { example }),
    };
  }

  function bodySchema(operation: Operation): JsonObject | undefined {
    return operation.request?.contents.find((content) => content.schema !== undefined)?.schema;
  }

  function bodyProperty(operation: Operation, name: string): JsonObject | undefined {
    const properties = bodySchema(operation)?.properties;
    const property = isObject(properties) ? properties[name] : undefined;
    return isObject(property) ? property : undefined;
  }

  function findMistakes(operation: Operation, body: unknown): Mistake[] {
    const schema = bodySchema(operation);
    if (schema === undefined) return [];
    let find = finders.get(operation.id);
    if (find === undefined) {
      find = createMistakeFinder(schema);
      finders.set(operation.id, find);
    }
    return find(body);
  }

  function bodyError(operation: Operation, mistake: Mistake): ProblemError {
    const schema = bodySchema(operation);
    const identity = operation.path.match(/\{([^}]+)\}$/)?.[1];
    const kind =
      mistake.kind === 'missing' && mistake.pointer === formatPointer([identity ?? ''])
        ? 'missing-identity'
        : mistake.kind;
    const parts = [mistake.schema, mistake.property, schema, operation];
    const source = sourceOf(sourceIn(mistake.property) ?? sourceIn(mistake.schema)) ?? undefined;
    return compact({
      in: 'body',
      pointer: mistake.pointer,
      kind,
      message: mistake.message,
      expected: mistake.expected,
      received: mistake.received,
      hint: mistake.hint,
      doubt: doubtBehind(kind, ...parts),
      source: source ?? sourceOf(operation.source),
    });
  }

  function parameterError(
    operation: Operation,
    diagnostic: Diagnostic,
    request: Sent,
  ): ProblemError {
    // Of a parameter that is missing, the path tells only where it belongs.
    const [place = 'body', first = /'([^']+)'/.exec(diagnostic.message)?.[1] ?? '', ...steps] =
      diagnostic.path;
    const parameter = operation.parameters.find(
      (one) => one.in === place && one.name.toLowerCase() === first.toLowerCase(),
    );
    if (parameter === undefined) {
      const message = `${diagnostic.message}.`;
      return compact({ in: place, pointer: '', message, source: sourceOf(operation.source) });
    }
    const kind = parameterKinds[String(diagnostic.code)] ?? 'invalid';
    const expected = describeSchema(parameter.schema);
    const value = request.parameter(place, parameter.name);
    const shown = redaction.isSecret(parameter.name, true) ? redacted : value;
    const received = value === undefined ? undefined : shorten(JSON.stringify(shown));
    const what = `The ${place} parameter ${parameter.name}`;
    return compact({
      in: place,
      pointer: formatPointer([parameter.name, ...steps]),
      kind,
      message:
        received === undefined
          ? `${what} is missing; send ${withArticle(expected)}.`
          : `${what} is ${received}; send ${withArticle(expected)}.`,
      expected,
      received,
      doubt: doubtBehind(kind, parameter, parameter.schema, operation),
      source: sourceOf(parameter.source ?? operation.source),
    });
  }

  return {
    mistakes: (operation, body) =>
      findMistakes(operation, body).map((one) => bodyError(operation, one)),
    conflict(operation, resource, conflicts) {
      const [first] = conflicts;
      const rule = resource.unique.find((one) => one.name === first?.rule);
      const more = conflicts.length - 1;
      const rest =
        more > 0 ? ` So ${more === 1 ? 'does 1 other value' : `do ${more} other values`}.` : '';
      return new Refusal('uniqueness', `${first?.message}${rest}`, {
        rule: first?.rule ?? '',
        conflicts,
        source: sourceOf(rule?.source ?? operation.source),
      });
    },
    identityMismatch(operation, name, path, body) {
      const message = `The path says ${path} and the body's ${name} ${JSON.stringify(body)}; send the same in both.`;
      const property = bodyProperty(operation, name);
      const doubt = doubtBehind('identity-mismatch', property, bodySchema(operation), operation);
      const source = sourceOf(property?.['x-source'] ?? operation.source);
      const error = compact({
        in: 'body',
        pointer: formatPointer([name]),
        kind: 'identity-mismatch',
        message,
        expected: path,
        received: JSON.stringify(body),
        doubt,
        source,
      });
      return new Refusal('invalid-request', message, compact({ errors: [error], doubt, source }));
    },
    identityTaken(operation, name, value) {
      const message = `This account already has a resource whose ${name} is ${JSON.stringify(value)}; send another, or edit that one.`;
      return new Refusal(
        'identity-taken',
        message,
        compact({ source: sourceOf(operation.source) }),
      );
    },
    missingResource(operation, path) {
      const doubt = doubtBehind('missing-resource', operation);
      const message = `This account has no ${path}; add it first, or name one that is there.`;
      return new Refusal(
        'missing-resource',
        message,
        compact({ doubt, source: sourceOf(operation.source) }),
      );
    },
    immutable(operation, pointer, value) {
      const shown = redaction.value(value, parsePointer(pointer).at(-1));
      const message = `${pointerInWords(pointer)} cannot be changed; it is ${JSON.stringify(shown)}: repeat that, or leave the field out.`;
      const source = sourceOf(operation.source);
      const error = compact({ in: 'body', pointer, kind: 'immutable', message, source });
      return new Refusal('immutable', message, compact({ errors: [error], source }));
    },
    invalid(operation, request, diagnostics) {
      const { body } = request;
      if (body === undefined && operation.request?.required === true) {
        const message = 'The request has no body; send one, and its Content-Length.';
        const source = sourceOf(operation.source);
        return invalidRequest([
          compact({ in: 'body', pointer: '', kind: 'missing', message, source }),
        ]);
      }
      const inBody = diagnostics.some((one) => (one.path[0] ?? 'body') === 'body');
      const mistakes = inBody ? findMistakes(operation, body) : [];
      const errors = [
        ...diagnostics
          .filter((one) => mistakes.length === 0 || (one.path[0] ?? 'body') !== 'body')
          .map((one) => parameterError(operation, one, request)),
        ...mistakes.map((mistake) => bodyError(operation, mistake)),
      ];
      return invalidRequest(errors);
    },
    unauthorized(operation) {
      const { account } = contract;
      const scheme =
        contract.document.components?.securitySchemes?.[operation.security[0]?.[0] ?? ''];
      return new Refusal(
        'unauthorized',
        `Send the account's token in the ${account.in} ${account.name}.`,
        compact({
          doubt: doubtBehind('no-token', scheme, operation),
          source: sourceOf(sourceIn(scheme) ?? operation.source),
        }),
      );
    },
    unsupportedMediaType(operation, received) {
      const types = operation.request?.contents.map((content) => content.mediaType) ?? [];
      const response = operation.definition.responses?.['415'];
      const sent = received === undefined ? 'no Content-Type' : `Content-Type: ${received}`;
      return new Refusal(
        'unsupported-media-type',
        types.length === 0
          ? `This operation takes no body, and the request has one with ${sent}; send none.`
          : `The body must be ${types.join(' or ')} in UTF-8, and the request has ${sent}.`,
        compact({ source: sourceOf(sourceIn(response)) }),
      );
    },
    methodNotAllowed(operations, method) {
      const allowed = operations.map((one) => one.method.toUpperCase()).join(', ');
      const doubt = doubtBehind(`method-${method.toLowerCase()}`, ...operations);
      return new Refusal(
        'method-not-allowed',
        `${operations[0]?.path} has no ${method.toUpperCase()}; it has ${allowed}.`,
        compact({
          doubt,
          source: doubt === undefined ? undefined : sourceOf(operations[0]?.source),
        }),
        { allow: allowed },
      );
    },
  };
}

const parameterKinds: Readonly<Record<string, string>> = {
  type: 'wrong-type',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small',
  minLength: 'too-small',
  maximum: 'too-large',
  exclusiveMaximum: 'too-large',
  maxLength: 'too-large',
  required: 'missing',
  enum: 'not-allowed',
  pattern: 'wrong-form',
  format: 'wrong-form',
};

function invalidRequest(errors: readonly ProblemError[]): Refusal {
  const [first] = errors;
  const more = errors.length - 1;
  const rest = more > 0 ? ` (and ${more} more, see errors)` : '';
  const extras: ProblemExtras = compact({
    errors,
    hint: first?.hint,
    doubt: first?.doubt,
    source: first?.source,
  });
  return new Refusal(
    'invalid-request',
    `${first?.message ?? 'It breaks the contract.'}${rest}`,
    extras,
  );
}

function withArticle(words: string): string {
  return /^(one of|an? |any |the )/.test(words)
    ? words
    : `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

function sourceIn(schema: unknown): unknown {
  return isObject(schema) ? schema['x-source'] : undefined;
}

// Leaves out what has no value, so that a problem carries only what applies.
function compact<T extends object>(value: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>;
  };
}
