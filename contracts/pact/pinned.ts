import {
  actionOf,
  type Contract,
  type Doubt,
  isObject,
  itemIn,
  type JsonObject,
  type Operation,
  type Property,
  parsePointer,
  redacted,
  sentItem,
} from '../../spec/index.ts';
import { hasTwoForms } from '../provider/response-check.ts';
import { own, sameMeaning } from '../provider/values.ts';
import { type Demand, withoutPositions } from './demand.ts';
import type { PactInteraction } from './pact-file.ts';

/** A field of a response that a pact expects. */
interface Expected {
  readonly property: Property;
  readonly value: unknown;
  /** The item that the request sends, and its value of the field. */
  readonly sent: JsonObject;
  readonly was: unknown;
  /** The matchers that hold for the value. */
  readonly matchers: readonly string[];
}

/** Whether a field relies on one reading of a doubt, by a word of the doubt's `verifier.observes`. */
const reliances: Readonly<Record<string, (expected: Expected) => boolean>> = {
  'empty-list': ({ property, value, matchers }) =>
    !matchers.includes('regex') &&
    property.nullable &&
    [property.schema.type].flat().includes('array') &&
    sameMeaning(value, null),
  secret: ({ property, was }) => property.secret && was !== undefined,
  'number-sent': ({ property, matchers }) => hasTwoForms(property) && !matchers.includes('regex'),
  'list-order': ({ value, was, matchers }) =>
    [value, was].every((list) => Array.isArray(list) && list.length > 1) && matchers.length === 0,
  'absent-field': ({ property, value, sent, was }) =>
    value === null && !property.required && was === undefined && Object.keys(sent).length > 0,
};

/** Returns what an interaction expects in one of the ways that a doubt leaves open. */
export function pinnedBy(
  contract: Contract,
  { written, accepted }: Pick<PactInteraction, 'written' | 'accepted'>,
  operation: Operation,
): Demand[] {
  const { status, body, matchingRules } = isObject(written.response) ? written.response : {};
  const rules = isObject(matchingRules) ? matchingRules : {};
  const word = accepted ? 'status-of-add' : 'form-of-refusals';
  const doubt = contract.doubts.find(({ verifier }) => verifier.observes?.includes(word));
  const whole = (part: Demand['part'], says: string): Demand[] =>
    doubt === undefined ? [] : [{ part, names: [], quiet: accepted, ...pin(doubt, says) }];
  const isExact = status !== undefined && rules.status === undefined;
  const fields = accepted ? pinnedFields(contract, operation, written, rules) : [];
  return [
    ...(isExact ? whole('status', `the status is exactly ${status}`) : []),
    ...(!accepted && body !== undefined ? whole('body', 'the refusal has a certain body') : []),
    ...fields.filter(({ says }, i) => fields.findIndex((one) => one.says === says) === i),
  ];
}

function pinnedFields(
  contract: Contract,
  operation: Operation,
  { request, response }: JsonObject,
  rules: JsonObject,
): Demand[] {
  const { view, action } = actionOf(contract, operation) ?? {};
  if (view === undefined || action === undefined) return [];
  const item = sentItem(view, action, bodyOf(request));
  const sent = isObject(item) ? item : {};
  const properties = view.responseProperties[action] ?? [];
  const prefix = parsePointer(view.bodies[action]?.response ?? '');
  const shown = [itemIn(view, action, bodyOf(response))].flat().filter(isObject);
  return shown.flatMap((one) =>
    properties.flatMap((property) => {
      const { name, doubts, secret } = property;
      const value = own(one, name);
      if (value === undefined) return [];
      const names = withoutPositions([...prefix, name]);
      const matchers = matchersAt(rules, names);
      const expected = { property, value, sent, was: own(sent, name), matchers };
      const says = `$.${names.join('.')} is ${secret ? redacted : JSON.stringify(value)}`;
      const allows = (is: unknown) => secret || sameMeaning(is, value, true);
      return contract.doubts
        .filter(
          ({ id, verifier }) =>
            doubts.includes(id) && verifier.observes?.some((word) => reliances[word]?.(expected)),
        )
        .map((doubt): Demand => ({ part: 'body', names, allows, ...pin(doubt, says) }));
    }),
  );
}

function pin({ id, question }: Doubt, says: string): Pick<Demand, 'says' | 'doubt'> {
  return { says: `${says} (${id}: ${question})`, doubt: id };
}

// Version 4 wraps a body.
function bodyOf(message: unknown): unknown {
  const { body } = isObject(message) ? message : {};
  return isObject(body) && 'content' in body && 'contentType' in body ? body.content : body;
}

// Version 2 writes `$.body.a`, and later ones `$.a` below `body`. Matchers of a parent hold for its parts.
function matchersAt(rules: JsonObject, names: readonly string[]): string[] {
  const all = Object.entries(isObject(rules.body) ? rules.body : rules);
  return all.flatMap(([path, rule]) => {
    const steps = withoutPositions(path.replace(/^\$\.body/, '$').match(/[\p{L}\p{N}_-]+/gu) ?? []);
    const isAbove = steps.every((step, i) => step === names[i]) && path.startsWith('$');
    const { matchers = [rule] } = isObject(rule) ? rule : {};
    return isAbove ? [matchers].flat().map((one) => String(isObject(one) ? one.match : '')) : [];
  });
}
