import { isObject, type JsonObject, type Seed } from '../../../spec/index.ts';
import { anyValue, createValues, pick, type Random } from './random-values.ts';
import {
  fieldsThatAre,
  type Judged,
  type ReadDocument,
  type ReadOperation,
  type ReadParameter,
} from './read-document.ts';

/** A request that was drawn. */
export interface DrawnRequest {
  readonly operation: ReadOperation;
  /** The path as requested. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly payload: string | undefined;
  /** Whether nothing of it breaks the document. */
  readonly valid: boolean;
}

/** Draws a request to an operation, with identities that the account holds. */
export type DrawRequest = (operation: ReadOperation, held: Seed, random: Random) => DrawnRequest;

/** Returns the names that the field of an identity may have, the surest first. */
export function identityNames(document: unknown, parameter: string): string[] {
  const stated = [...JSON.stringify(document).matchAll(/"x-identity":"([^"]+)"/g)];
  return [...stated.map(([, name]) => String(name)), parameter, 'id'];
}

/** Creates what draws requests to a document. */
export function createRequests(read: ReadDocument): DrawRequest {
  const makeValue = createValues(read);
  const parameters = read.operations.flatMap((one) => one.parameters);
  const made = fieldsThatAre('readOnly', read.document);
  /** What should not be sent may be refused. */
  const isMade = (body: unknown) => made.some((name) => Object.hasOwn(innerOf(body), name));
  const identities = parameters
    .filter((one) => one.in === 'path')
    .flatMap(({ name }) => identityNames(read.document, name));
  /** No path can name what has an empty identity. */
  const isNameless = (body: unknown) => identities.some((name) => innerOf(body)[name] === '');

  function identity(parameter: ReadParameter, above: string, held: Seed, random: Random): string {
    const names = identityNames(read.document, parameter.name);
    const known = (held[above]?.items ?? []).map((item) => {
      const name = names.find((one) => Object.hasOwn(item, one));
      return name === undefined ? undefined : item[name];
    });
    const found = known.filter((one) => typeof one === 'string' || typeof one === 'number');
    const chance = random();
    if (found.length > 0 && chance < 0.75) return String(pick(random, found));
    if (chance > 0.97) return String(pick(random, ['0x10', '-1', 'a b', 'ü', '1e2']));
    return String(makeValue(parameter.schema, random)) || 'none';
  }

  function pathOf({ path, parameters }: ReadOperation, held: Seed, random: Random) {
    let valid = true;
    const named: Record<string, string> = {};
    const drawn = path.split('/').reduce((above, segment) => {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
      if (segment === '' || parameter === undefined) return `${above}${segment && `/${segment}`}`;
      const value = identity(parameter, above, held, random);
      valid &&= parameter.wrong(value) === undefined;
      named[parameter.name] = value;
      return `${above}/${encodeURIComponent(value)}`;
    }, '');
    return { path: drawn, valid, named };
  }

  /** The fields of a body that repeat what the path of an edit names, with what they have to be. */
  function namesIn(
    body: unknown,
    { path, parameters, method }: ReadOperation,
    values: Record<string, string>,
  ): [name: string, value: string | number][] {
    if (method === 'post') return [];
    const last = path.match(/\{([^{}]+)\}$/)?.[1] ?? '';
    const item = innerOf(body);
    return Object.entries(values).flatMap(([parameter, value]) => {
      const names = parameter === last ? identityNames(read.document, parameter) : [parameter];
      const name = names.find((one) => Object.hasOwn(item, one));
      const { schema = {} } = parameters.find((one) => one.name === parameter) ?? {};
      const isNumber = read.resolve(schema).type === 'integer';
      return name === undefined ? [] : [[name, isNumber ? Number(value) : value]];
    });
  }

  function inPlace({ parameters }: ReadOperation, place: string, random: Random) {
    let valid = true;
    const drawn: Record<string, string> = {};
    for (const one of parameters.filter((parameter) => parameter.in === place)) {
      if (!one.required && random() < 0.7) continue;
      const value = random() < 0.9 ? makeValue(one.schema, random) : anyValue(random);
      if (typeof value === 'object') continue;
      drawn[one.name] = String(value);
      valid &&= value !== '' && one.wrong(String(value)) === undefined;
    }
    return { drawn, valid };
  }

  return (operation, held, random) => {
    const path = pathOf(operation, held, random);
    const query = inPlace(operation, 'query', random);
    const sent = bodyOf(operation, random, (schema) => {
      const body = makeValue(schema, random);
      const named = random() < 0.9 ? namesIn(body, operation, path.named) : [];
      for (const [name, value] of named) innerOf(body)[name] = value;
      return body;
    });
    // An edit that names another item than its path is refused, whatever else it says.
    const isNamed = namesIn(sent.body, operation, path.named).every(
      ([name, value]) => innerOf(sent.body)[name] === value,
    );
    const extra = oddHeaders(operation, random);
    return {
      operation,
      path: path.path,
      query: query.drawn,
      headers: { ...extra.headers, ...(sent.type && { 'content-type': sent.type }) },
      body: sent.body,
      payload: sent.payload,
      valid:
        isNamed &&
        !isNameless(sent.body) &&
        !isMade(sent.body) &&
        path.valid &&
        query.valid &&
        sent.valid &&
        !extra.chosen,
    };
  };
}

/** The item in an envelope, or the body itself. */
export function innerOf(body: unknown): JsonObject {
  if (!isObject(body)) return {};
  const [only, ...others] = Object.values(body);
  return others.length === 0 && isObject(only) ? only : body;
}

type SentBody = Pick<DrawnRequest, 'body' | 'payload' | 'valid'> & { type?: string };

function bodyOf(
  { body: declared }: ReadOperation,
  random: Random,
  make: (schema: JsonObject) => unknown,
): SentBody {
  if (declared === undefined) return { body: undefined, payload: undefined, valid: true };
  const [type, judged] = pick(random, Object.entries(declared.contents));
  const chance = random();
  if (chance < 0.03) return { body: undefined, payload: undefined, valid: !declared.required };
  if (chance < 0.05) return { body: '{"a":', payload: '{"a":', type, valid: false };
  if (chance < 0.07) return { body: 'x', payload: 'x', type: 'text/csv', valid: false };
  const body = make(judged.schema);
  const mistaken = chance < 0.3 ? withMistake(body, random) : body;
  return { ...written(type, mistaken), body: mistaken, type: typeWith(type), valid: isValid() };

  function isValid(): boolean {
    return /json|x-www-form/.test(type) && (judged as Judged).wrong(mistaken) === undefined;
  }
}

const boundary = 'part';
const typeWith = (type: string) =>
  type.startsWith('multipart') ? `${type}; boundary=${boundary}` : type;

/** A body as it is sent in a media type. */
function written(type: string, body: unknown): { payload: string } {
  const fields = Object.entries(isObject(body) ? body : {});
  if (type.includes('x-www-form')) {
    return {
      payload: new URLSearchParams(fields.map(([name, one]) => [name, String(one)])).toString(),
    };
  }
  if (type.startsWith('multipart')) {
    const parts = fields.map(
      ([name, one]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${one}\r\n`,
    );
    return { payload: `${parts.join('')}--${boundary}--\r\n` };
  }
  if (type.includes('xml')) {
    return { payload: `<xml>${fields.map(([name]) => `<${name}>1</${name}>`).join('')}</xml>` };
  }
  return { payload: JSON.stringify(body) };
}

function withMistake(body: unknown, random: Random): unknown {
  if (!isObject(body) || random() < 0.1) return anyValue(random);
  const changed: JsonObject = structuredClone(body);
  const names = Object.keys(changed);
  const name = names.length === 0 ? 'x' : pick(random, names);
  const chance = random();
  const inner = changed[name];
  if (isObject(inner) && chance < 0.6) changed[name] = withMistake(inner, random);
  else if (chance < 0.3) delete changed[name];
  else if (chance < 0.45) changed[`${name}_`] = anyValue(random);
  else changed[name] = anyValue(random);
  return changed;
}

function oddHeaders({ responses }: ReadOperation, random: Random) {
  const chance = random();
  const types = Object.values(responses).flatMap(({ contents }) => Object.keys(contents));
  const headers: Record<string, string> = {};
  if (chance < 0.1) headers.accept = pick(random, [...types, '*/*', 'application/*']);
  else if (chance < 0.14) headers.accept = pick(random, ['application/xml', '*/*;q=0', 'x', '']);
  else if (chance < 0.18) headers.prefer = `code=${pick(random, Object.keys(responses))}`;
  return { headers, chosen: headers.prefer !== undefined || (chance >= 0.1 && chance < 0.14) };
}
