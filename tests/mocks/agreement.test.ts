import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { createEngine } from '../../mocks/prism/create-engine.ts';
import type { Diagnostic, Engine, EngineCall } from '../../mocks/prism/engine.ts';
import {
  type Contract,
  isObject,
  type JsonObject,
  loadContract,
  type Operation,
  ownContract,
} from '../../spec/index.ts';
import { createPlainPrism, type PlainResult } from './reference-prism.ts';

type Call = Omit<EngineCall, 'state'>;

const runs = 3_500;
const leastCompared = 2_500;
const leastOfEach = 500;

const bookingDesk = fileURLToPath(
  new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url),
);

// Values by schema, for the keywords that the two documents use.

function schemaAt(from: JsonObject, key: string): JsonObject {
  const found = from[key];
  return isObject(found) ? found : {};
}

function schemasAt(from: JsonObject, key: string): JsonObject[] {
  const found = from[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

function namesAt(from: JsonObject, key: string): string[] {
  const found = from[key];
  return Array.isArray(found) ? found.map(String) : [];
}

function numberAt(from: JsonObject, key: string, otherwise: number): number {
  const found = from[key];
  return typeof found === 'number' ? found : otherwise;
}

function merge(base: JsonObject, branch: JsonObject): JsonObject {
  const properties: JsonObject = { ...schemaAt(base, 'properties') };
  for (const [name, schema] of Object.entries(schemaAt(branch, 'properties'))) {
    properties[name] = { ...schemaAt(properties, name), ...(isObject(schema) ? schema : {}) };
  }
  const required = [...new Set([...namesAt(base, 'required'), ...namesAt(branch, 'required')])];
  return { ...base, ...branch, properties, required };
}

function valid(schema: JsonObject): fc.Arbitrary<unknown> {
  const { anyOf: _, ...base } = schema;
  const branches = schemasAt(schema, 'anyOf');
  if (branches.length > 0) return fc.oneof(...branches.map((one) => valid(merge(base, one))));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(...types.map((type) => ofType(String(type), schema)));
}

function ofType(type: string, schema: JsonObject): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.oneof(
        fc.integer({
          min: numberAt(schema, 'minimum', -1000),
          max: Math.min(numberAt(schema, 'maximum', 1000), 2 ** 31 - 1),
        }),
        fc.constantFrom(numberAt(schema, 'minimum', 0), numberAt(schema, 'maximum', 7)),
      );
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'string':
      return text(schema);
    case 'array': {
      const items = valid(schemaAt(schema, 'items'));
      const minLength = numberAt(schema, 'minItems', 0);
      const maxLength = Math.min(numberAt(schema, 'maxItems', 4), 4);
      return schema.uniqueItems === true
        ? fc.uniqueArray(items, { minLength, maxLength, comparator: 'SameValueZero' })
        : fc.array(items, { minLength, maxLength });
    }
    case 'object': {
      const fields = Object.entries(schemaAt(schema, 'properties')).map(([name, field]) => [
        name,
        valid(isObject(field) ? field : {}),
      ]);
      const requiredKeys = namesAt(schema, 'required');
      const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(fields);
      return fc.record(model, { requiredKeys, noNullPrototype: true });
    }
    default:
      throw new Error(`The generator does not know the type ${type}.`);
  }
}

function text(schema: JsonObject): fc.Arbitrary<string> {
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern) : undefined;
  switch (schema.format) {
    case 'hostname':
      return fc.domain();
    case 'ipv4':
      return fc.ipV4();
    case 'ipv6':
      return fc.constantFrom('::1', '2001:db8::8', 'fe80::1:2');
    case 'uri':
      return fc
        .oneof(fc.webUrl(), fc.constantFrom('sip:pbx.example', 'SIPS:a@b.example:5061'))
        .filter((uri) => pattern?.test(uri) ?? true);
    case 'uuid':
      return fc.uuid();
    case 'date':
      return fc
        .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case 'byte':
      return fc.base64String({ maxLength: 40 });
    case 'email':
      return fc.constantFrom('ann@desk.example', 'b.c+d@desk.example');
    case undefined:
    case 'password':
      break;
    default:
      throw new Error(`The generator does not know the format ${schema.format}.`);
  }
  if (pattern) return fc.stringMatching(pattern);
  const minLength = numberAt(schema, 'minLength', 0);
  return fc.string({ minLength, maxLength: Math.min(numberAt(schema, 'maxLength', 12), 40) });
}

// Mistakes in a body.

const junk: readonly unknown[] = [
  null,
  '',
  'x',
  '5',
  0,
  -1,
  1.5,
  5,
  24,
  65_536,
  2 ** 53,
  1e300,
  true,
  false,
  [],
  [[]],
  [null],
  [1, 1],
  ['1', 1],
  {},
  { name: 1 },
  'company ',
  'сompany',
  'x'.repeat(41),
  '2026-02-30',
];

interface Mistake {
  kind: 'remove' | 'add' | 'misspell' | 'replace' | 'repeat' | 'empty';
  at: number;
  value: unknown;
}

const mistakes: fc.Arbitrary<Mistake> = fc.record({
  kind: fc.constantFrom('remove', 'add', 'misspell', 'replace', 'repeat', 'empty'),
  at: fc.nat(),
  value: fc.constantFrom(...junk),
});

interface Slot {
  holder: JsonObject | unknown[];
  key: string;
}

function slots(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = Array.isArray(value) ? value : isObject(value) ? value : [];
  return Object.entries(holder).flatMap(([key, inner]) => [{ holder, key }, ...slots(inner)]);
}

function put({ holder, key }: Slot, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
}

function mistaken(body: unknown, { kind, at, value }: Mistake): unknown {
  const root: Slot = { holder: { body: structuredClone(body) }, key: 'body' };
  const all = slots(root.holder);
  const slot = all[at % all.length] ?? root;
  const { holder, key } = slot;
  const inner = Object.entries(holder).find(([name]) => name === key)?.[1];
  if (kind === 'replace') put(slot, value);
  else if (kind === 'empty') put(slot, Array.isArray(inner) ? [] : '');
  else if (kind === 'repeat')
    put(slot, Array.isArray(inner) ? [...inner, ...inner] : [inner, inner]);
  else if (kind === 'add' && isObject(inner)) inner.more = value;
  else if (kind === 'add') put(slot, [inner, value]);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else {
    if (kind === 'misspell') holder[key.replace(/_|(?<=.)$/, key.includes('_') ? '' : 's')] = inner;
    Reflect.deleteProperty(holder, key);
  }
  return Object.values(root.holder)[0];
}

// Requests.

const oddInPath = [
  '',
  '01',
  '1e2',
  '0x10',
  '1.0',
  '%205',
  '+5',
  '-1',
  '-0',
  '0',
  'x',
  '1,2',
  '1.5',
  '9007199254740992',
  '99999999999999999999999',
  'true',
  'null',
  'NaN',
  '%D1%8F',
  '%zz',
  '%',
  'a%2Fb',
  'x'.repeat(41),
];
const oddInParameter = ['', ' ', 'x', '5', ' 5', '5.5', '1e1', '0x10', '4', '1441', 'null', 'a,b'];
const contentTypes = [
  'Application/JSON; charset=UTF-8',
  'application/json; charset=utf-16',
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'nonsense',
  undefined,
];
const accepts = [
  '*/*',
  'application/json',
  'application/*',
  'application/problem+json',
  'text/html',
  'text/html, application/json;q=0.5',
  'nonsense',
  '',
];
const prefers = [
  'code=200',
  'code=201',
  'code=401',
  'code=404',
  'code=409',
  'code=422',
  'code=418',
  'code=teapot',
  'example=documented',
  'example=none',
  'code=409, example=uniqueness',
  'code=422, example=invalid-request',
  'code=200, example=month',
  'return=minimal',
  'dynamic=false',
];

/** Mostly the first. */
function seldom<A, B>(
  usual: fc.Arbitrary<A>,
  odd: fc.Arbitrary<B>,
  weight = 7,
): fc.Arbitrary<A | B> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

const absent = fc.constant(undefined);

function bodies(operation: Operation): fc.Arbitrary<unknown> {
  const schema = operation.request?.contents[0]?.schema;
  if (!schema) return seldom(absent, fc.constantFrom<unknown>({}, [], null, 'x'), 12);
  const right = valid(schema);
  const wrong = fc
    .tuple(right, fc.array(mistakes, { minLength: 1, maxLength: 3 }))
    .map(([body, all]) => all.reduce(mistaken, body));
  return fc.oneof(
    { weight: 8, arbitrary: right },
    { weight: 6, arbitrary: wrong },
    { weight: 1, arbitrary: absent },
    { weight: 1, arbitrary: fc.constantFrom(...junk) },
  );
}

function pathsOf({ path, parameters }: Operation): fc.Arbitrary<string> {
  const schemas = new Map(parameters.filter((p) => p.in === 'path').map((p) => [p.name, p.schema]));
  const segments = path.split('/').map((segment) => {
    const schema = schemas.get(segment.slice(1, -1));
    if (!segment.startsWith('{') || !schema) return fc.constant(segment);
    const right = valid(schema).map((value) => encodeURIComponent(String(value)));
    return seldom(right, fc.constantFrom(...oddInPath));
  });
  return fc.tuple(...segments).map((all) => all.join('/'));
}

function parametersOf(operation: Operation, place: 'query' | 'header') {
  const declared = operation.parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, schema, required }) => {
      const right: fc.Arbitrary<string | string[]> = valid(schema).map((value) =>
        Array.isArray(value) ? value.map(String) : String(value),
      );
      const odd = fc.oneof(
        fc.constantFrom(...oddInParameter),
        place === 'query'
          ? fc.array(fc.constantFrom(...oddInParameter, 'mail'), { maxLength: 3 })
          : absent,
      );
      const given = seldom(right, odd);
      return [name.toLowerCase(), required ? seldom(given, absent, 12) : fc.option(given)];
    });
  const model: Record<
    string,
    fc.Arbitrary<string | string[] | null | undefined>
  > = Object.fromEntries(declared);
  return fc.record(model, { noNullPrototype: true });
}

function calls({ operations, account }: Contract): fc.Arbitrary<Call> {
  const each = operations.map((operation) =>
    fc
      .record({
        path: pathsOf(operation),
        query: parametersOf(operation, 'query'),
        chosen: seldom(absent, fc.constantFrom('200', '409', '422', '418', 'teapot'), 40),
        header: parametersOf(operation, 'header'),
        key: seldom(fc.constantFrom('secret', ' '), fc.constantFrom(undefined, ''), 14),
        body: bodies(operation),
        type: seldom(fc.constant('application/json'), fc.constantFrom(...contentTypes), 12),
        measured: seldom(fc.constant(true), fc.constant(false)),
        accept: seldom(absent, fc.constantFrom(...accepts), 4),
        prefer: seldom(absent, fc.constantFrom(...prefers), 14),
        checkSecurity: seldom(fc.constant(true), fc.constant(false)),
      })
      .map(
        ({ path, query, chosen, header, key, body, type, measured, accept, prefer, ...rest }) => ({
          ...rest,
          method: operation.method,
          template: operation.path,
          path,
          body,
          query: given({ ...query, __code: chosen }),
          headers: texts({
            ...header,
            [account.name.toLowerCase()]: key,
            accept,
            prefer,
            'content-type': body === undefined ? undefined : type,
            'content-length':
              body === undefined || !measured
                ? undefined
                : String(Buffer.byteLength(JSON.stringify(body))),
          }),
        }),
      ),
  );
  return fc.oneof(...each);
}

function given(
  values: Record<string, string | string[] | null | undefined>,
): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}

function texts(
  values: Record<string, string | string[] | null | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given(values)).map(([name, value]) => [name, String(value)]),
  );
}

// What is compared.

interface Pair {
  contract: Contract;
  engine: Engine;
  /** The whole mock, for what no route takes. */
  mock: Mock;
  plain: (call: Call) => Promise<PlainResult>;
}

async function pairOf(file: string): Promise<Pair> {
  const contract = await loadContract(file);
  const prism = await createPlainPrism(contract.document);
  return {
    contract,
    engine: await createEngine(contract.document),
    mock: await createMock({ spec: file }),
    // What Prism throws, its server answers with 500.
    plain: (call) =>
      prism(call).catch((error) => ({ status: 500, body: String(error), diagnostics: [] })),
  };
}

function operationOf({ operations }: Contract, { method, template }: Call): Operation {
  const found = operations.find((one) => one.method === method && one.path === template);
  if (!found) throw new Error(`There is no ${method} ${template}.`);
  return found;
}

function answerTo(operation: Operation): unknown {
  const success = operation.responses.find(({ status }) => status.startsWith('2'));
  const content = success?.contents[0];
  if (!content?.schema) return undefined;
  return content.examples[0]?.value ?? fc.sample(valid(content.schema), { numRuns: 1, seed: 1 })[0];
}

function marks(diagnostics: Diagnostic[]): string[] {
  return [...new Set(diagnostics.map(({ path, code }) => [...path, code].join('/')))].sort();
}

// The differences.

interface Difference {
  title: string;
  /** Tells whether a request may be treated differently. */
  applies(call: Call, operation: Operation): boolean;
  /** Requests, what plain Prism answers, and what ours does. */
  examples: [Partial<Call>, number, string][];
  of?: 'project' | 'desk' | 'other';
}

const jsonOfOurs = /^application\/json(\s*;\s*charset=utf-8)?$/i;
const mediaType = /^[^/\s;]+\/[^/\s;]+/;
const newKeywords =
  /"(unevaluatedProperties|unevaluatedItems|prefixItems|dependentRequired|dependentSchemas|minContains|maxContains)":/;

/** Parameters of the path, as they stand there. */
function inPath({ path, template }: Call, { parameters }: Operation) {
  const texts = path.split('/');
  return template.split('/').flatMap((segment, at) => {
    const parameter = parameters.find((p) => p.in === 'path' && `{${p.name}}` === segment);
    return parameter ? [{ text: texts[at] ?? '', type: parameter.schema.type }] : [];
  });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A body that is there, and is not refused for being empty where one is required. */
function carriesBody({ body }: Call, { request }: Operation): boolean {
  return body !== undefined && !(request?.required && !body);
}

function isMeasured({ headers }: Call): boolean {
  return Number(headers['content-length']) > 0;
}

function asked({ headers, query }: Call) {
  const { prefer } = headers;
  const code = prefer === undefined ? query.__code : /code=(\d+)/.exec(prefer)?.[1];
  return { code, example: prefer && /example=([\w-]+)/.exec(prefer)?.[1] };
}

function responseAsked(call: Call, { responses }: Operation) {
  const { code } = asked(call);
  return code === undefined ? undefined : responses.find(({ status }) => status === code);
}

function takes(accept: string, type: string): boolean {
  const ranges = accept.split(',').map((one) => one.split(';', 1)[0]?.trim());
  return ranges.some((range) => ['*/*', 'application/*', type].includes(range ?? ''));
}

const edit: Call = {
  method: 'put',
  template: '/numbers/virtual-number/{id}',
  path: '/numbers/virtual-number/608',
  query: {},
  headers: { authorization: 'k', 'content-type': 'application/json', 'content-length': '27' },
  body: { purpose: 'company', id: 608 },
  checkSecurity: true,
};
const remove: Partial<Call> = {
  method: 'delete',
  template: '/melodies/personal/{id}',
  path: '/melodies/personal/5',
  headers: { authorization: 'k' },
  body: undefined,
};
const list: Partial<Call> = {
  ...remove,
  method: 'get',
  template: '/melodies/personal',
  path: '/melodies/personal',
};
const add: Partial<Call> = {
  method: 'post',
  template: '/melodies/personal',
  path: '/melodies/personal',
  body: { number_capacity_ids: [1], source_type: 'client', media_id: 1 },
};
const headed = (more: Record<string, string>) => ({ headers: { ...edit.headers, ...more } });
const unmeasured = (more: Record<string, string> = {}) => ({
  headers: { authorization: 'k', ...more },
});
const room: Partial<Call> = {
  ...remove,
  method: 'get',
  template: '/rooms/{room}',
  headers: { 'x-desk-key': 'k' },
};
const booking: Partial<Call> = {
  method: 'post',
  template: '/rooms/{room}/desks/{desk}/bookings',
  path: '/rooms/1/desks/1/bookings',
  body: { day: '1970-01-01', guests: [] },
  headers: {
    'x-channel': 'app',
    'x-desk-key': 'k',
    'content-type': 'application/json',
    'content-length': '32',
  },
};
const thing: Partial<Call> = {
  method: 'post',
  template: '/things',
  path: '/things',
};

const differences: Difference[] = [
  {
    title: 'Prism coerces an integer in the path from any numeral; here it is written as one',
    applies: (call, operation) =>
      inPath(call, operation).some(({ text, type }) => {
        const number = decoded(text) ?? '';
        return (
          type === 'integer' &&
          number !== '' &&
          Number.isInteger(Number(number)) &&
          !/^-?(0|[1-9]\d*)$/.test(number)
        );
      }),
    examples: ['01', '1e2', '0x10', '1.0', '%205', '+5'].map((id) => [
      { ...remove, path: `/melodies/personal/${id}` },
      200,
      'invalid 422',
    ]),
  },
  {
    title: 'Prism coerces an integer in the query from any numeral; here it is written as one',
    applies: ({ query }, { parameters }) =>
      parameters.some(({ in: place, name, schema }) => {
        const text = place === 'query' && schema.type === 'integer' && query[name];
        return (
          typeof text === 'string' &&
          text !== '' &&
          Number.isInteger(Number(text)) &&
          !/^-?(0|[1-9]\d*)$/.test(text)
        );
      }),
    examples: [' 5', '1e1', '0x10', '10.0', '007'].map((remind) => [
      { ...booking, query: { remind } },
      201,
      'invalid 422',
    ]),
    of: 'desk',
  },
  {
    title: 'Prism rounds an integer in the path; here it is what its digits say, or refused',
    applies: (call, operation) =>
      inPath(call, operation).some(
        ({ text, type }) =>
          type === 'integer' &&
          /^-?[1-9]\d{15,}$/.test(text) &&
          BigInt(text) !== BigInt(Number(text)),
      ),
    examples: [
      [{ ...booking, path: '/rooms/1/desks/9007199254740993/bookings' }, 201, 'invalid 422'],
    ],
    of: 'desk',
  },
  {
    title: 'Prism throws at a wrong percent-encoding in the path; here it is invalid',
    applies: (call, operation) =>
      inPath(call, operation).some(({ text }) => decoded(text) === undefined),
    examples: [[{ ...remove, path: '/melodies/personal/%zz' }, 500, 'invalid 422']],
  },
  {
    title: 'Prism makes a list of a string with a comma in the path; here it stays a string',
    applies: (call, operation) =>
      inPath(call, operation).some(({ text, type }) => type === 'string' && text.includes(',')),
    examples: [[{ ...room, path: '/rooms/1,2' }, 422, 'answer 200']],
    of: 'desk',
  },
  {
    title: 'Prism takes an empty segment for a value; here no route takes it',
    applies: (call, operation) => inPath(call, operation).some(({ text }) => text === ''),
    examples: [[{ ...room, path: '/rooms/' }, 422, 'unrouted 404']],
    of: 'desk',
  },
  {
    title: 'Prism looks at the media type of a body only with a Content-Length; here always',
    applies: (call, operation) =>
      carriesBody(call, operation) &&
      !isMeasured(call) &&
      !(operation.request && jsonOfOurs.test(call.headers['content-type'] ?? '')),
    examples: [
      [unmeasured({ 'content-type': 'text/plain' }), 200, 'invalid 415'],
      [unmeasured(), 200, 'invalid 415'],
      [{ ...remove, body: {} }, 200, 'invalid 422'],
    ],
  },
  {
    title: 'Prism takes a body without a media type for the first declared one; here it is refused',
    applies: (call, operation) =>
      carriesBody(call, operation) &&
      isMeasured(call) &&
      operation.request !== undefined &&
      !call.headers['content-type'],
    examples: [[unmeasured({ 'content-length': '27' }), 200, 'invalid 415']],
  },
  {
    title: 'Prism drops suffix prefixes and charsets of a media type; here they count',
    applies: (call, operation) =>
      carriesBody(call, operation) &&
      isMeasured(call) &&
      operation.request !== undefined &&
      /^application\/([^;]+\+)?json\s*(;|$)/i.test(call.headers['content-type'] ?? '') &&
      !jsonOfOurs.test(call.headers['content-type'] ?? ''),
    examples: ['application/merge-patch+json', 'application/json; charset=utf-16'].map((type) => [
      headed({ 'content-type': type }),
      200,
      'invalid 415',
    ]),
  },
  {
    title: 'Prism takes an empty text in the query for no value; here it is a string',
    applies: ({ query }, { parameters }) =>
      parameters.some(
        ({ name, in: place, schema }) =>
          place === 'query' && query[name] === '' && schema.type === 'string',
      ),
    examples: [
      [
        {
          ...list,
          template: '/numbers/virtual-number',
          path: '/numbers/virtual-number',
          query: { type: '' },
        },
        200,
        'invalid 422',
      ],
    ],
  },
  {
    title: 'Prism throws at a Content-Type that is none; here it is refused',
    applies: (call, operation) =>
      carriesBody(call, operation) &&
      Boolean(call.headers['content-type']) &&
      !mediaType.test(call.headers['content-type'] ?? ''),
    examples: [[headed({ 'content-type': 'nonsense' }), 500, 'invalid 415']],
  },
  {
    title: 'Prism throws at an Accept that is none; here nothing fits it',
    applies: ({ headers }) => Boolean(headers.accept) && !mediaType.test(headers.accept ?? ''),
    examples: [[{ ...list, ...unmeasured({ accept: 'nonsense' }) }, 500, 'failed 406']],
  },
  {
    title:
      'Prism answers a forced code that the Accept does not take with another, or with 500; here a refusal comes as it is, a success is 406',
    applies: (call, operation) => {
      const [content] = responseAsked(call, operation)?.contents ?? [];
      const { accept } = call.headers;
      return Boolean(accept && content && !takes(accept, content.mediaType));
    },
    examples: [
      [
        { ...add, ...headed({ prefer: 'code=409', accept: 'application/json' }) },
        200,
        'answer 409',
      ],
      [{ ...add, ...headed({ prefer: 'code=409', accept: 'text/html' }) }, 500, 'answer 409'],
      [{ ...add, ...headed({ prefer: 'code=200', accept: 'text/html' }) }, 500, 'failed 406'],
      [{ ...add, ...headed({ accept: 'text/html' }), query: { __code: '200' } }, 500, 'failed 406'],
    ],
  },
  {
    title: 'Prism fails when the forced code has no such example; here it is not found',
    applies: (call, operation) => {
      const response = responseAsked(call, operation);
      const { example } = asked(call);
      const examples = response?.contents.flatMap((content) => content.examples) ?? [];
      return Boolean(response && example && !examples.some(({ name }) => name === example));
    },
    examples: [[headed({ prefer: 'code=200, example=month' }), 500, 'failed 404']],
  },
  {
    title: 'Prism takes null for no body where none is required; here it is a value like others',
    applies: ({ body }, { request }) => request?.required === false && body === null,
    examples: [[{ ...thing, body: null }, 200, 'invalid 422']],
    of: 'other',
  },
  {
    title: 'Prism holds schemas for draft-07; here OpenAPI 3.1 means its own dialect',
    applies: (_, { definition }) => newKeywords.test(JSON.stringify(definition)),
    examples: [
      [{ ...thing, body: { a: 1, c: 1 } }, 200, 'invalid 422'],
      [{ ...thing, body: { b: [1] } }, 200, 'invalid 422'],
      [{ ...thing, body: { a: 1 } }, 200, 'invalid 422'],
      [{ ...thing, body: { a: 1, b: ['x'] } }, 200, 'answer 200'],
    ],
    of: 'other',
  },
];

/** What neither of the two documents says. */
const other = {
  openapi: '3.1.0',
  info: { title: 'Other', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/things': {
      post: {
        operationId: 'addThing',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { a: {}, b: { type: 'array', prefixItems: [{ type: 'string' }] } },
                dependentRequired: { a: ['b'] },
                unevaluatedProperties: false,
              },
            },
          },
        },
        responses: {
          200: {
            description: 'Yes.',
            content: { 'application/json': { schema: { type: 'string' } } },
          },
          422: { description: 'No.', content: { 'application/problem+json': { schema: {} } } },
        },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Authorization' } } },
};

const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
const pairs = new Map<string, Pair>();

function pair(name: string): Pair {
  const found = pairs.get(name);
  if (!found) throw new Error(`There is no document ${name}.`);
  return found;
}

beforeAll(async () => {
  const file = join(folder, 'other.yaml');
  writeFileSync(file, JSON.stringify(other));
  pairs.set('project', await pairOf(ownContract));
  pairs.set('desk', await pairOf(bookingDesk));
  pairs.set('other', await pairOf(file));
});

afterAll(async () => {
  for (const { mock } of pairs.values()) await mock.close();
  rmSync(folder, { recursive: true });
});

/** What the mock makes of a request that no route takes. */
async function unrouted({ mock }: Pair, { method, path, headers }: Call) {
  const { statusCode } = await mock.inject({ method: method as 'GET', url: path, headers });
  return { kind: 'unrouted', status: statusCode };
}

test.each([
  ['patch', '/melodies/personal', 405],
  ['delete', '/melodies/personal', 405],
  ['post', '/numbers/virtual-number/608', 405],
  ['get', '/films', 404],
  ['get', '/', 404],
  ['get', '/melodies/personal/5/6', 404],
  ['get', '/%zz/%', 400],
])(
  'no route takes %s %s: %i, as plain Prism says or for what no URL is',
  async (method, path, status) => {
    const call = { ...edit, method, path, body: undefined, headers: { authorization: 'k' } };
    expect((await unrouted(pair('project'), call)).status).toBe(status);
    const { status: theirs } = await pair('project').plain(call);
    expect(theirs).toBe(status === 400 ? 404 : status);
  },
);

test.each(['project', 'desk'])(
  'specialised and plain Prism come to the same verdict: %s',
  async (name) => {
    const { contract, engine, plain } = pair(name);
    const answers = new Map(contract.operations.map((one) => [one, answerTo(one)]));
    const met = { compared: 0, answered: 0, invalid: 0, told: 0 };
    const untouched = new Set(contract.operations.flatMap(({ id }) => [`${id} ok`, `${id} bad`]));
    const property = fc.asyncProperty(calls(contract), async (call) => {
      const operation = operationOf(contract, call);
      if (differences.some(({ applies }) => applies(call, operation))) return;
      let made = 0;
      const state = () => {
        made += 1;
        return answers.get(operation);
      };
      const theirs = await plain(call);
      const ours = await engine.request({ ...call, state });
      expect(ours.status).toBe(theirs.status);
      if (ours.kind === 'answer') {
        expect(theirs.diagnostics).toEqual([]);
        expect(made).toBe(ours.chosen ? 0 : 1);
        if (!ours.chosen)
          expect(ours).toMatchObject({ violations: [], status: expect.toSatisfy(isSuccess) });
        met.answered += 1;
        untouched.delete(`${operation.id} ok`);
      } else {
        expect(made).toBe(0);
        expect(isSuccess(theirs.status)).toBe(false);
      }
      if (ours.kind === 'failed') expect(theirs.diagnostics).toEqual([]);
      if (ours.kind === 'invalid') {
        expect(ours.diagnostics).not.toEqual([]);
        if (theirs.diagnostics.length > 0) {
          expect(marks(ours.diagnostics)).toEqual(marks(theirs.diagnostics));
          met.told += 1;
        }
        met.invalid += 1;
        untouched.delete(`${operation.id} bad`);
      }
      met.compared += 1;
    });
    // The same requests at every run; AGREEMENT_SEED tries others.
    const seed = Number(process.env.AGREEMENT_SEED ?? 20_261_121);
    await fc.assert(property, { numRuns: runs, seed });
    expect(met.compared).toBeGreaterThanOrEqual(leastCompared);
    expect(met.answered).toBeGreaterThanOrEqual(leastOfEach);
    expect(met.invalid).toBeGreaterThanOrEqual(leastOfEach);
    expect(met.told).toBeGreaterThanOrEqual(leastOfEach / 2);
    expect([...untouched]).toEqual([]);
  },
);

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

describe.each(differences)('$title', ({ applies, examples, of = 'project' }) => {
  test.each(examples)('%j', async (change, status, verdict) => {
    const { contract, engine, plain } = pair(of);
    const call = { ...edit, ...change };
    const operation = operationOf(contract, call);
    const own = verdict.startsWith('unrouted')
      ? await unrouted(pair(of), call)
      : await engine.request({ ...call, state: () => answerTo(operation) });
    expect(applies(call, operation)).toBe(true);
    expect((await plain(call)).status).toBe(status);
    expect(`${own.kind} ${own.status}`).toBe(verdict);
  });
});
