import {
  actionOf,
  type Content,
  type Contract,
  compileCheck,
  formatPointer,
  isObject,
  isUsableIdentity,
  itemIn,
  type JsonObject,
  jsonContent,
  mayRound,
  type Operation,
  type Property,
  parseJson,
  parsePointer,
  pointerInWords,
  type Redaction,
  type Resource,
  type Response,
  type SchemaCheck,
  schemasAt,
  valueAt,
  writeJson,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { WriteAction } from './item.ts';
import { isOneWay } from './schema-body.ts';
import { own, preview, sameMeaning } from './values.ts';

/** A promise that holds for the response to every accepted request. */
export type ResponsePromise = 'content-type' | 'shape' | 'identity' | 'echo';

/** What is wrong with the response to an accepted request. */
export interface ResponseFault {
  readonly promise: ResponsePromise;
  /** A sentence. */
  readonly message: string;
}

/** An accepted request, with what its response must repeat. */
export interface AcceptedCall {
  readonly exchange: Exchange;
  readonly operation: Operation;
  /** The item that was sent. */
  readonly sent: unknown;
  /** The values of the path's parameters. */
  readonly path: Readonly<Record<string, unknown>>;
  /** Whether the documentation promises acceptance; otherwise only the media type is checked. */
  readonly promised: boolean;
  /** Secrets that were sent before, which must not come back. */
  readonly formerSecrets: ReadonlySet<string>;
}

/** Checks the response to an accepted request. */
export type ResponseCheck = (accepted: AcceptedCall) => ResponseFault[];

/** Prepares checks of every response that the contract documents. */
export function createResponseCheck(contract: Contract, redaction: Redaction): ResponseCheck {
  const shapes = new Map<Content, SchemaCheck | undefined>();
  const shapeOf = (content: Content) => {
    if (!shapes.has(content)) shapes.set(content, compileShape(contract, content));
    return shapes.get(content);
  };

  return (accepted) => {
    const { operation, exchange, promised } = accepted;
    const { response } = exchange;
    if (response === undefined) return [];
    const fault = (promise: ResponsePromise, message: string) => [{ promise, message }];
    const documented = documentedFor(operation, response.status);
    if (response.body === '' && documented.some(({ contents }) => contents.length === 0)) return [];
    const content = documented.map(({ contents }) => jsonContent(contents)).find(Boolean);
    // What is documented in another media type alone is no JSON.
    if (content === undefined && documented.some(({ contents }) => contents.length > 0)) return [];
    if (response.body === '') return fault('content-type', 'The response is empty.');
    const type = contentTypeFault(response.headers['content-type'], response.utf8);
    if (type !== undefined) return fault('content-type', type);
    const { json } = response;
    if (json === undefined) return fault('content-type', 'The response is not JSON.');
    if (!promised) return [];
    // Schemas know no bigint, and rounding does not change the type.
    const rounded = mayRound(response.body) ? parseJson(response.body) : json;
    const shape = content && shapeOf(content)?.(rounded);
    if (shape !== undefined) {
      const message = `In the response, ${pointerInWords(shape.pointer)} ${shape.message}.`;
      return fault('shape', message);
    }
    const { view: resource, action } = actionOf(contract, operation) ?? {};
    const item = resource && action && itemIn(resource, action, json);
    if (resource === undefined || !isObject(item)) return [];
    // The response to another status may be no item.
    const place = parsePointer(resource.bodies[action ?? 'read']?.response ?? '');
    const showsItem = schemasAt(content?.schema, [...place, resource.identity.name]).length > 0;
    if (content?.schema !== undefined && !showsItem) return [];
    const identity = identityFault(resource, accepted, item);
    if (identity !== undefined) return fault('identity', identity);
    if (action !== 'add' && action !== 'edit' && action !== 'patch') return [];
    const echo = echoFault(resource, action, accepted, item, redaction);
    return echo === undefined ? [] : fault('echo', echo);
  };
}

function contentTypeFault(type: string | undefined, utf8: boolean): string | undefined {
  if (type === undefined) return 'The response has no Content-Type.';
  const [essence = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[a-z]+\/([a-z0-9.+-]+\+)?json$/.test(essence)) {
    return `The Content-Type of the response is ${essence || 'empty'}, not JSON.`;
  }
  const charset = parameters.find((one) => one.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    return `The Content-Type of the response has ${charset}, not UTF-8.`;
  }
  return utf8 ? undefined : 'The response is not UTF-8.';
}

// The documented responses to the status, or else to any success.
function documentedFor({ responses }: Operation, status: number): readonly Response[] {
  const kinds = [new RegExp(`^${status}$`), /^2XX$/i, /^2/, /^default$/];
  const found = kinds.map((kind) => responses.filter((one) => kind.test(one.status)));
  return found.find(({ length }) => length > 0) ?? [];
}

function compileShape(contract: Contract, content: Content): SchemaCheck | undefined {
  if (content.schema === undefined) return undefined;
  const document: object = contract.document;
  return compileCheck(tolerant(content.schema) as JsonObject, document as JsonObject);
}

// The documentation promises types, names and values. Ranges, lengths, spellings and repetitions are
// the mock's decision.
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
  const { properties, required } = schema;
  const whole = Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !decided.has(name) || isObject(value))
      .map(([name, value]) => [
        name,
        name === 'enum' || name === 'const' ? value : tolerant(value),
      ]),
  );
  if (!isObject(properties) || !Array.isArray(required)) return whole;
  // OpenAPI: "required" holds for requests alone if the field is write-only.
  const isShown = (name: unknown) =>
    valueAt(properties, formatPointer([String(name), 'writeOnly'])) !== true;
  return { ...whole, required: required.filter(isShown) };
}

function identityFault(
  resource: Resource,
  { path }: AcceptedCall,
  response: JsonObject,
): string | undefined {
  const { name, parameter, type } = resource.identity;
  const given = response[name];
  if (type === 'integer' && (typeof given === 'number' || typeof given === 'bigint') && given < 1) {
    return `The response has ${name} ${given}, which is not a positive integer.`;
  }
  if (given !== undefined && !isUsableIdentity(given)) {
    return `The response has ${name} ${writeJson(given)}, which no path can name.`;
  }
  const expected = path[parameter];
  if (expected === undefined || String(given) === String(expected)) return undefined;
  return `The response has ${name} ${writeJson(given)}, but the path has ${writeJson(expected)}.`;
}

function echoFault(
  resource: Resource,
  action: WriteAction,
  { sent, formerSecrets }: AcceptedCall,
  response: JsonObject,
  redaction: Redaction,
): string | undefined {
  if (!isObject(sent)) return undefined;
  // A response may show less than the resource has.
  for (const property of resource.responseProperties[action] ?? []) {
    const { name } = property;
    const [was, is] = [own(sent, name), own(response, name)];
    if (!Object.hasOwn(sent, name)) {
      if (action !== 'add' || !Array.isArray(is) || is.length === 0) continue;
      if (isOneWay(resource, property)) continue;
      return `The response has ${name} ${preview(redaction, is, name)}, but none was sent.`;
    }
    if (property.secret) {
      if (typeof is === 'string' && is !== was && formerSecrets.has(is)) {
        return `The response has an earlier ${name}, not the one that was sent.`;
      }
      continue;
    }
    if (isOneWay(resource, property)) continue;
    const repeated = Array.isArray(was) && Array.isArray(is) && was.length !== is.length;
    if (!repeated && sameMeaning(was, is, hasTwoForms(property))) continue;
    const [shown, sentOne] = [is, was].map((one) => preview(redaction, one, name));
    return `The response has ${name} ${shown}, but ${sentOne} was sent.`;
  }
  return undefined;
}

// Cached, because it is asked about every field of every response.
const withTwoForms = new WeakMap<Property, boolean>();

/** Whether a value may be written both as a number and as text. */
export function hasTwoForms(property: Property): boolean {
  const known = withTwoForms.get(property);
  if (known !== undefined) return known;
  const text = JSON.stringify(property.schema);
  const has = /"type":"(integer|number)"/.test(text) && text.includes('"type":"string"');
  withTwoForms.set(property, has);
  return has;
}
