import {
  actionOf,
  type Contract,
  formatPointer,
  isObject,
  type JsonObject,
  jsonContent,
  type Operation,
  operationName,
  pointerOf,
  type SourceReference,
  valueAt,
} from '../../spec/index.ts';
import type { Contradiction } from './comparator.ts';
import { type Demand, withoutPositions } from './demand.ts';
import type { PactInteraction } from './pact-file.ts';

/** Tells where an interaction contradicts the document, or which doubt leaves that open. */
export function contradicted(
  contract: Contract,
  { method, path, accepted }: Pick<PactInteraction, 'method' | 'path' | 'accepted'>,
  operation: Operation | undefined,
  one: Contradiction,
): Demand {
  const { part, side, name, steps } = one;
  const field = [...steps, ...(name === undefined ? [] : [name])];
  const at = `$${field.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')}`;
  const words = {
    extra: `the ${side} has ${at}`,
    missing: `the ${side} lacks ${at}`,
    value: `in the ${side}, ${at} ${one.message}`,
    route: `the document has no ${method} ${path}`,
    status: `the document has no status ${one.value} of ${operation && operationName(operation)}`,
    token: `the request has no ${contract.account.name}`,
    other: `in the ${side}, ${one.message}`,
  };
  const relies =
    side === 'request' && !accepted && one.kind !== 'token' ? 'a refusal is expected because ' : '';
  const says = relies + words[one.kind];
  const doubt = operation && doubtOf(contract, operation, one);
  const why = doubt ? `${doubt.id}: ${doubt.question}` : placeOf(contract, operation, one, field);
  return { says: `${says} (${why})`, part, names: withoutPositions(field), doubt: doubt?.id };
}

// The doubt that claims such a mistake of a request, by the mock's words for it.
function doubtOf(contract: Contract, operation: Operation, one: Contradiction) {
  const { kind, side, name = '', value, message } = one;
  const { properties = [], identity } = actionOf(contract, operation)?.view ?? {};
  const plain = (text: string) => text.replaceAll('_', '');
  const known = properties.some((each) => each.name !== name && plain(each.name) === plain(name));
  const isNumeric = /^-?\d+(\.\d+)?$/.test(`${value}`);
  const kinds: Readonly<Record<string, boolean>> = {
    'squashed-name': kind === 'extra' && known,
    'unknown-field': kind === 'extra' && !known && side === 'request',
    'missing-identity': kind === 'missing' && name === identity?.name,
    'null-value': kind === 'value' && value === null,
    'wrong-type': isNumeric && /^must be (integer|number|string)/.test(message),
    'empty-lists': /fewer than 1 items/.test(message),
    'duplicate-item': /duplicate items/.test(message),
    'too-small': /^must be >/.test(message),
    'too-large': /^must be </.test(message),
  };
  return contract.doubts.find(
    ({ mock, verifier }) =>
      ((side === 'request' || kinds['squashed-name']) &&
        mock.refuses.some((each) => kinds[each])) ||
      (kind === 'extra' &&
        side === 'response' &&
        !known &&
        verifier.observes?.includes('unknown-fields')),
  );
}

// Where the document says otherwise, with the row of the documentation.
function placeOf(
  { document, locate, file }: Contract,
  operation: Operation | undefined,
  { kind, side, value, part }: Contradiction,
  field: readonly string[],
): string {
  if (operation === undefined) return file;
  const { pointer, request, responses } = operation;
  const response = responses.find(({ status }) => status === `${value}`) ?? responses[0];
  const contents = side === 'request' ? request?.contents : response?.contents;
  const schema = jsonContent(contents)?.pointer;
  const steps = kind === 'extra' ? field.slice(0, -1) : field;
  const inBody = part === 'body' || kind === 'value' || kind === 'missing' || kind === 'extra';
  const found = inBody && schema ? fieldAt(document, `${schema}/schema`, steps) : undefined;
  const place = locate(found ?? pointer);
  const cited = found && (valueAt(document, found) as JsonObject)['x-source'];
  const [source] = [cited ?? operation.source].flat() as (SourceReference | undefined)[];
  const { page, row } = source ?? {};
  return [
    `${place.file}:${place.line}`,
    ...(page ? [`page ${page}`] : []),
    ...(row ? [`row ${row}`] : []),
  ].join(', ');
}

/** Returns the pointer to the schema of a field, which may be behind references and in alternatives. */
function fieldAt(document: object, pointer: string, steps: readonly string[]): string | undefined {
  const schema = valueAt(document, pointer);
  const [step, ...rest] = steps;
  if (!isObject(schema) || step === undefined) return isObject(schema) ? pointer : undefined;
  if (typeof schema.$ref === 'string') return fieldAt(document, pointerOf(schema.$ref), steps);
  const next = /^\d+$/.test(step) ? '/items' : formatPointer(['properties', step]);
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
    [schema[keyword] ?? []].flat().map((_, i) => formatPointer([keyword, `${i}`])),
  );
  const found = fieldAt(document, pointer + next, rest);
  return found ?? parts.map((part) => fieldAt(document, pointer + part, steps)).find(Boolean);
}
