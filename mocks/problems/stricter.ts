import {
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  type Redaction,
  schemasAt,
} from '../../spec/index.ts';
import { isWhole, writtenNumber } from '../../spec/shared/json.ts';
import { type Citations, sourceOf } from './citations.ts';
import type { RequestError } from './problem.ts';
import { asSent, typesOf } from './readings.ts';
import type { Message } from './texts/message.ts';
import { choiceOf, describeChoice, describeSchema } from './validation/describe-schema.ts';
import { previewJson, shorten, typeName } from './validation/preview.ts';

/** What is needed to judge a body by settings that are stricter than the documentation. */
interface Surroundings {
  readonly operation: Operation;
  readonly schema: JsonObject | undefined;
  readonly document: object;
  readonly citations: Citations;
  readonly redaction: Redaction;
  readonly settings: Readonly<Record<string, string>>;
}

/** A value that the settings refuse. */
interface Refused {
  readonly effect: string;
  readonly kind: string;
  /** The positions that accept it. */
  readonly acceptedIn: readonly string[];
  readonly expected: Message;
}

/** Finds what settings refuse of a valid body although the documentation allows it. */
export function findStricter(around: Surroundings, body: unknown): RequestError[] {
  const { operation, schema, citations, redaction } = around;
  return visit(body, [], []);

  function visit(
    value: unknown,
    path: readonly string[],
    steps: readonly string[],
  ): RequestError[] {
    const schemas = schemasAt(schema, steps);
    const property = schemasAt(
      schema,
      steps.slice(0, steps.findLastIndex((one) => one !== '*') + 1),
    );
    const parts = [...schemas, ...property, schema, operation];
    const error = judge(value, schemas, around);
    const doubt = error && citations.doubtOf(error.effect, ...parts);
    const own = error && doubt ? [errorOf(value, path, parts, { ...error, doubt })] : [];
    if (Array.isArray(value)) {
      return [...own, ...value.flatMap((one, i) => visit(one, [...path, `${i}`], [...steps, '*']))];
    }
    if (!isObject(value) || writtenNumber(value) !== undefined) return own;
    const fields = Object.entries(value);
    return [
      ...own,
      ...fields.flatMap(([name, one]) => visit(one, [...path, name], [...steps, name])),
    ];
  }

  function errorOf(
    value: unknown,
    path: readonly string[],
    parts: readonly unknown[],
    { effect, kind, acceptedIn, expected, doubt }: Refused & { doubt: string },
  ): RequestError {
    const name = path
      .slice(1)
      .reduce(
        (up, step) => (/^\d+$/.test(step) ? `${up}[${step}]` : `${up}.${step}`),
        path[0] ?? '',
      );
    const type = writtenNumber(value) === undefined ? typeName(value) : 'number';
    const received = shorten(previewJson(redaction.value(value, path.at(-1)), 61));
    const message: Message = (texts) =>
      kind === 'empty-lists'
        ? texts.mistakes.wrongSize(name, true, 0, 'element', expected(texts))
        : texts.mistakes.wrong(name, type, received, expected(texts));
    const takes = Object.fromEntries(acceptedIn.map((one) => [one, asSent]));
    const source = citations.source(parts.map(sourceOf).find(Boolean) ?? operation.source);
    const told = { in: 'body', pointer: formatPointer(path), kind, message, expected, received };
    return { ...told, doubt, source, readings: [{ doubt, effect, takes }] };
  }
}

function judge(
  value: unknown,
  schemas: readonly JsonObject[],
  { settings, document }: Surroundings,
): Refused | undefined {
  const types = new Set(schemas.flatMap((one) => typesOf(one, document)));
  if (Array.isArray(value)) {
    if (settings['empty-lists'] !== 'never' || value.length > 0) return undefined;
    const expected: Message = (texts) => describeSchema({ type: 'array', minItems: 1 }, texts);
    const acceptedIn = ['refused', 'accepted'];
    return { effect: 'empty-lists', kind: 'empty-lists', acceptedIn, expected };
  }
  const written = writtenNumber(value);
  const isNumber = typeof value === 'number' || written !== undefined;
  const form = isNumber ? 'integer' : 'string';
  const wanted = settings['number-form-sent'] ?? 'either';
  const isEither = types.has('integer') && types.has('string');
  if (
    isEither &&
    wanted !== 'either' &&
    wanted !== form &&
    (isNumber || typeof value === 'string')
  ) {
    const branches = schemas.flatMap((one) => choiceOf(one) ?? []);
    const fitting = branches.filter((one) => typesOf(one, document).includes(wanted));
    const expected: Message = (texts) =>
      fitting.length === 0
        ? describeSchema({ type: wanted }, texts)
        : describeChoice(fitting, texts);
    const acceptedIn = ['either', form];
    return { effect: 'number-form-sent', kind: 'wrong-type', acceptedIn, expected };
  }
  if (settings['point-zero'] !== 'refused' || written === undefined) return undefined;
  if (!written.includes('.') || !isWhole(written) || types.has('number')) return undefined;
  const expected: Message = (texts) => describeSchema({ type: 'integer' }, texts);
  return { effect: 'point-zero', kind: 'wrong-type', acceptedIn: ['accepted'], expected };
}
