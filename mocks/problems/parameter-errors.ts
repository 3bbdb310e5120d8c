import { formatPointer, type Operation, type Redaction, redacted } from '../../spec/index.ts';
import { keepsDigits } from '../../spec/shared/json.ts';
import type { Diagnostic } from '../prism/engine.ts';
import type { Citations } from './citations.ts';
import type { ProblemError, RequestError, Unrendered } from './problem.ts';
import { asSent } from './readings.ts';
import type { Message } from './texts/message.ts';
import { describeSchema } from './validation/describe-schema.ts';
import { kindOfKeyword, type Mistake } from './validation/mistake.ts';
import { shorten } from './validation/preview.ts';

type Parameter = Operation['parameters'][number];

/** What a refusal explains about the request that was sent. */
export interface SentRequest {
  readonly body: unknown;
  /** The body as it was sent. */
  readonly text: string | undefined;
  readonly contentType: string | undefined;
  /** A parameter as it was sent; one of several values as it was read. */
  parameter(location: string, name: string): unknown;
}

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
): RequestError[] {
  const done = new Set<Parameter>();
  return diagnostics.flatMap((diagnostic) => {
    const { location, parameter, steps } = placeOf(operation, diagnostic);
    const source = citations.source(parameter?.source ?? operation.source);
    if (parameter === undefined) return [otherError(diagnostic, location, source)];
    if (done.has(parameter)) return [];
    const value = request.parameter(location, parameter.name);
    const isSecret = redaction.isSecret(parameter.name, true);
    // Of a single value, only its list of values says more: as text, it would be of a wrong type.
    const isListed = typeof value === 'object' || diagnostic.code === 'enum';
    const mistakes = isSecret || !isListed ? [] : find(parameter, value);
    if (mistakes.length > 0) done.add(parameter);
    const told =
      mistakes.length > 0
        ? mistakes.map((mistake) => partError(parameter, mistake))
        : [wholeError(parameter, isSecret ? redacted : value, diagnostic, steps)];
    return told.map(({ about, ...error }) => ({
      in: location,
      ...error,
      doubt: citations.doubt(error.kind, ...about, parameter, parameter.schema, operation),
      source,
      readings: readingsOf(location, error.kind, value, citations, [parameter, parameter.schema]),
    }));
  });
}

/** A lenient provider looks for any item that the path names by a whole number. */
function readingsOf(
  location: string,
  kind: string | undefined,
  value: unknown,
  citations: Citations,
  about: readonly unknown[],
): RequestError['readings'] {
  if (location !== 'path' || (kind !== 'too-small' && kind !== 'too-large')) return undefined;
  const doubt = citations.doubtOf(kind, ...about);
  const isKept = keepsDigits(String(value), Number(value));
  return doubt && isKept ? [{ doubt, effect: kind, takes: { accepted: asSent } }] : undefined;
}

/** A mistake in one of several values of a parameter. */
function partError({ name, in: place }: Parameter, mistake: Mistake) {
  const { schema, property, message, ...told } = mistake;
  const named: Message = (texts) => {
    const text = message(texts);
    if (!text.startsWith(name)) return text;
    return texts.parameters.named(place, name) + text.slice(name.length);
  };
  return { ...told, message: named, about: [schema, property] };
}

function wholeError(
  { name, in: place, schema }: Parameter,
  value: unknown,
  { code, say }: Diagnostic,
  steps: readonly string[],
) {
  const expected: Message = (texts) => describeSchema(schema, texts);
  const received = value === undefined ? undefined : shorten(JSON.stringify(value));
  const message: Message = (texts) => {
    const { named, wrong } = texts.parameters;
    const found = say?.(texts);
    if (found !== undefined && code === 'style') return sentence(found);
    const isInexact = found !== undefined && code === 'inexact' && value !== redacted;
    return isInexact
      ? sentence(named(place, name) + found.slice(name.length))
      : wrong(place, name, received, expected(texts));
  };
  const kind = kindOfKeyword[String(code)] ?? 'invalid';
  return { pointer: formatPointer([name, ...steps]), kind, message, expected, received, about: [] };
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
  { path: [location = 'body', ...steps], code, message, say, hint }: Diagnostic,
  place: string,
  source: ProblemError['source'],
): Unrendered<ProblemError> {
  const isOwn = code === 'inexact' || code === 'style' || hint !== undefined;
  const kind = hint === undefined ? kindOfKeyword[String(code)] : String(code);
  const text: Message = (texts) =>
    say === undefined ? texts.parameters.other(message) : sentence(say(texts));
  return isOwn && location === place
    ? { in: place, pointer: formatPointer(steps), kind, message: text, hint, source }
    : { in: place, pointer: '', message: text, source };
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
