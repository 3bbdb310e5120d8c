import {
  type Action,
  type Contract,
  compileCheck,
  isObject,
  type JsonObject,
  type Operation,
  type Property,
  pointerInWords,
  type Redaction,
  type Resource,
  type SchemaCheck,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { sameMeaning, short } from './values.ts';

/** Something that every answer promises, whatever it answers. */
export type AnswerPromise = 'content-type' | 'shape' | 'identity' | 'echo';

/** What is wrong with an answer. */
export interface AnswerFault {
  readonly promise: AnswerPromise;
  readonly operation: Operation;
  /** A sentence. */
  readonly message: string;
}

/** What an accepted request was, as far as its answer has to repeat it. */
export interface Accepted {
  readonly exchange: Exchange;
  readonly operation: Operation;
  /** The JSON that was sent. */
  readonly sent: unknown;
  /** The values of the path's parameters. */
  readonly path: Readonly<Record<string, unknown>>;
  /** Whether the documentation promises that the request is accepted; otherwise less is demanded. */
  readonly promised: boolean;
  /** Secrets that were sent before, which must not come back. */
  readonly formerSecrets: ReadonlySet<string>;
}

/** Looks at the answers to accepted requests. */
export type AnswerCheck = (accepted: Accepted) => AnswerFault[];

/** Prepares the look at every answer that the contract documents. */
export function createAnswerCheck(contract: Contract, redaction: Redaction): AnswerCheck {
  const shapes = new Map<Operation, SchemaCheck | undefined>();
  for (const operation of contract.operations) shapes.set(operation, shapeOf(contract, operation));

  return (accepted) => {
    const { operation, exchange, promised } = accepted;
    const { answer } = exchange;
    if (answer === undefined) return [];
    const fault = (promise: AnswerPromise, message: string) => ({ promise, operation, message });
    const type = contentTypeFault(answer.headers['content-type'], answer.utf8);
    if (type !== undefined) return [fault('content-type', type)];
    if (answer.json === undefined) {
      return [
        fault(
          'content-type',
          answer.body === '' ? 'The answer is empty.' : 'The answer is not JSON.',
        ),
      ];
    }
    if (!promised) return [];
    const shape = shapes.get(operation)?.(answer.json);
    if (shape !== undefined) {
      return [fault('shape', `In the answer, ${pointerInWords(shape.pointer)} ${shape.message}.`)];
    }
    const found = actionOf(contract, operation);
    if (found === undefined || !isObject(answer.json)) return [];
    const { resource, action } = found;
    const identity = identityFault(resource, accepted, answer.json);
    if (identity !== undefined) return [fault('identity', identity)];
    if (action !== 'add' && action !== 'edit') return [];
    const echo = echoFault(resource, action, accepted, answer.json, redaction);
    return echo === undefined ? [] : [fault('echo', echo)];
  };
}

/** What an operation does, and to which resource. */
export function actionOf(
  contract: Contract,
  operation: Operation,
): { readonly resource: Resource; readonly action: Action } | undefined {
  for (const resource of contract.resources) {
    for (const [action, one] of Object.entries(resource.actions)) {
      if (one === operation) return { resource, action: action as Action };
    }
  }
  return undefined;
}

/** Whether an operation is known from neighbouring pages only, so that a provider may lack it. */
export function isNeighbour(contract: Contract, operation: Operation): boolean {
  const page = contract.pages.find((one) => one.id === operation.source?.page);
  return page?.neighbour === true;
}

function contentTypeFault(type: string | undefined, utf8: boolean): string | undefined {
  if (type === undefined) return 'The answer has no Content-Type.';
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[a-z]+\/([a-z0-9.+-]+\+)?json$/.test(essence)) {
    return `The answer is ${essence || 'of no media type'}, not JSON.`;
  }
  const charset = parameters.find((one) => one.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    return `The answer says ${charset}, not UTF-8.`;
  }
  return utf8 ? undefined : 'The answer is not UTF-8.';
}

function shapeOf(contract: Contract, operation: Operation): SchemaCheck | undefined {
  const success = operation.responses.find(({ status }) => /^2/.test(status));
  const content = success?.contents.find(({ mediaType }) => /json/.test(mediaType));
  if (content?.schema === undefined) return undefined;
  const document: object = contract.document;
  return compileCheck(tolerant(content.schema) as JsonObject, document as JsonObject);
}

// Of an answer the types, names and values are promised; how large, long or spelt a value may be, and
// whether a list repeats itself, is what the mock decided.
const decided = new Set([
  'minimum',
  'minLength',
  'maximum',
  'maxLength',
  'pattern',
  'format',
  'uniqueItems',
  'minItems',
]);

function tolerant(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tolerant);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !decided.has(name) || isObject(value))
      .map(([name, value]) => [
        name,
        name === 'enum' || name === 'const' ? value : tolerant(value),
      ]),
  );
}

function identityFault(
  resource: Resource,
  { path }: Accepted,
  answer: JsonObject,
): string | undefined {
  const { name, type } = resource.identity;
  const given = answer[name];
  if (type === 'integer' && typeof given === 'number' && given < 1) {
    return `The answer has ${name} ${given}, which is no positive integer.`;
  }
  const expected = path[name];
  if (expected === undefined || String(answer[name]) === String(expected)) return undefined;
  return `The answer has ${name} ${JSON.stringify(answer[name])}, the path ${JSON.stringify(expected)}.`;
}

function echoFault(
  resource: Resource,
  action: Action,
  { sent, formerSecrets }: Accepted,
  answer: JsonObject,
  redaction: Redaction,
): string | undefined {
  if (!isObject(sent)) return undefined;
  for (const property of resource.properties) {
    const { name } = property;
    const [was, is] = [sent[name], answer[name]];
    if (!(name in sent)) {
      if (action !== 'add' || !Array.isArray(is) || is.length === 0) continue;
      return `The answer has ${name} ${short(redaction, is, name)}, and none was sent.`;
    }
    if (property.secret) {
      if (typeof is === 'string' && is !== was && formerSecrets.has(is)) {
        return `The answer has another ${name} than was sent, one from before.`;
      }
      continue;
    }
    const repeated = Array.isArray(was) && Array.isArray(is) && was.length !== is.length;
    if (!repeated && sameMeaning(was, is, hasTwoForms(property))) continue;
    const [shown, sentOne] = [is, was].map((one) => short(redaction, one, name));
    return `The answer has ${name} ${shown}, and ${sentOne} was sent.`;
  }
  return undefined;
}

// It is asked of every field of every answer.
const withTwoForms = new WeakMap<Property, boolean>();

/** Whether a value may be written as a number and as text. */
export function hasTwoForms(property: Property): boolean {
  const known = withTwoForms.get(property);
  if (known !== undefined) return known;
  const text = JSON.stringify(property.schema);
  const has = /"type":"(integer|number)"/.test(text) && text.includes('"type":"string"');
  withTwoForms.set(property, has);
  return has;
}
