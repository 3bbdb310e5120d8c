import { formatPointer, type Operation, type Redaction, redacted } from '../../spec/index.ts';
import type { Diagnostic } from '../prism/engine.ts';
import type { Citations } from './citations.ts';
import type { SentRequest } from './invalid-request.ts';
import type { ProblemError } from './problem.ts';
import { describeSchema } from './validation/describe-schema.ts';
import { kindOfKeyword, type Mistake } from './validation/mistake.ts';
import { shorten, withArticle } from './validation/preview.ts';

type Parameter = Operation['parameters'][number];

/** Finds the mistakes of an object whose one field is the value of a parameter. */
export type FindInParameter = (parameter: Parameter, value: unknown) => readonly Mistake[];

/** Says what is wrong with the parameters of a request, and what no mistake of its body says. */
export function parameterErrors(
  operation: Operation,
  request: SentRequest,
  diagnostics: readonly Diagnostic[],
  find: FindInParameter,
  citations: Citations,
  redaction: Redaction,
): ProblemError[] {
  const done = new Set<Parameter>();
  return diagnostics.flatMap((diagnostic) => {
    const { location, parameter, steps } = placeOf(operation, diagnostic);
    const source = citations.source(parameter?.source ?? operation.source);
    if (parameter === undefined) return [otherError(diagnostic, location, source)];
    if (done.has(parameter)) return [];
    const value = request.parameter(location, parameter.name);
    const isSecret = redaction.isSecret(parameter.name, true);
    const within = isSecret || typeof value !== 'object' ? [] : find(parameter, value);
    if (within.length > 0) {
      done.add(parameter);
      return within.map((mistake) => {
        const { schema, property, message, ...told } = mistake;
        const isAbout = message.startsWith(parameter.name);
        const named = isAbout ? `The ${location} parameter ${message}` : message;
        const doubt = citations.doubt(mistake.kind, schema, property, parameter, operation);
        return { in: location, ...told, message: named, doubt, source };
      });
    }
    const kind = kindOfKeyword[String(diagnostic.code)] ?? 'invalid';
    const expected = describeSchema(parameter.schema);
    const received =
      value === undefined ? undefined : shorten(JSON.stringify(isSecret ? redacted : value));
    const subject = `The ${location} parameter ${parameter.name}`;
    const message =
      diagnostic.code === 'inexact' && !isSecret
        ? `${subject}${diagnostic.message.slice(parameter.name.length)}.`
        : diagnostic.code === 'style'
          ? `${diagnostic.message}.`
          : `${subject} is ${received ?? 'missing'}; send ${expected === 'anything' ? 'it' : withArticle(expected)}.`;
    return [
      {
        in: location,
        pointer: formatPointer([parameter.name, ...steps]),
        kind,
        message,
        expected,
        received,
        doubt: citations.doubt(kind, parameter, parameter.schema, operation),
        source,
      },
    ];
  });
}

function placeOf(operation: Operation, { path, message, hint }: Diagnostic) {
  // The path of a missing parameter says only where it belongs: `query`, `header`…
  const [location = 'body', first = /'([^']+)'/.exec(message)?.[1] ?? '', ...steps] = path;
  const parameter = operation.parameters.findLast(
    (one) =>
      hint === undefined && one.in === location && one.name.toLowerCase() === first.toLowerCase(),
  );
  return { location, parameter, steps };
}

function otherError(
  { path: [location = 'body', ...steps], code, message, hint }: Diagnostic,
  place: string,
  source: ProblemError['source'],
): ProblemError {
  const isOwn = code === 'inexact' || code === 'style' || hint !== undefined;
  const kind = hint === undefined ? kindOfKeyword[String(code)] : String(code);
  const sentence = /[.?]$/.test(message) ? message : `${message}.`;
  return isOwn && location === place
    ? { in: place, pointer: formatPointer(steps), kind, message: sentence, hint, source }
    : { in: place, pointer: '', message: sentence, source };
}
