import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createEngine,
  createPlainPrism,
  type Diagnostic,
  type EngineCall,
  type EngineResult,
  type PlainResult,
} from '../../mocks/prism.ts';
import {
  type Contract,
  isObject,
  type JsonObject,
  loadContract,
  type Operation,
  ownContract,
} from '../../spec/index.ts';

type Ask = (call: EngineCall) => Promise<EngineResult>;
type AskPlain = Awaited<ReturnType<typeof createPlainPrism>>;
type Call = Omit<EngineCall, 'state'>;

const runs = 3_500;
const leastCompared = 2_500;
const leastOfEach = 500;

const documents = {
  'the project': ownContract,
  'the booking desk': fileURLToPath(
    new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url),
  ),
};

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
  else if (kind === 'repeat') put(slot, Array.isArray(inner) ? [...inner, ...inner] : [inner, inner]);
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
function seldom<A, B>(usual: fc.Arbitrary<A>, odd: fc.Arbitrary<B>, weight = 7): fc.Arbitrary<A | B> {
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
        place === 'query' ? fc.array(fc.constantFrom(...oddInParameter, 'mail'), { maxLength: 3 }) : absent,
      );
      const given = seldom(right, odd);
      return [name.toLowerCase(), required ? seldom(given, absent, 12) : fc.option(given)];
    });
  const model: Record<string, fc.Arbitrary<string | string[] | null | undefined>> =
    Object.fromEntries(declared);
  return fc.record(model, { noNullPrototype: true });
}

function calls({ operations, account }: Contract): fc.Arbitrary<Call> {
  return fc.constantFrom(...operations).chain((operation) =>
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
      .map(({ path, query, chosen, header, key, body, type, measured, accept, prefer, ...rest }) => ({
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
      })),
  );
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

interface Desk {
  contract: Contract;
  engine: Ask;
  plain: AskPlain;
}

async function setUp(file: string): Promise<Desk> {
  const contract = await loadContract(file);
  const [engine, plain] = await Promise.all([
    createEngine(contract.document),
    createPlainPrism(contract.document),
  ]);
  return { contract, engine: (call) => engine.request(call), plain };
}
//PROBE
test.each(Object.entries(documents))('probe %s', async (_, file) => {
  const { contract, engine, plain } = await setUp(file);
  const seen = new Map<string, [number, unknown]>();
  let n = 0;
  const t = Date.now();
  await fc.assert(
    fc.asyncProperty(calls(contract), async (call) => {
      n++;
      const ours = await engine({ ...call, state: () => ({}) });
      const theirs = await plain(call).catch((e) => ({ status: 999, diagnostics: [], body: String(e) }));
      const set = (d: Diagnostic[]) => [...new Set(d.map((x) => [...x.path, x.code].join('/')))].sort().join(' ');
      const a = `${ours.kind} ${ours.status}`;
      const d1 = ours.kind === 'invalid' ? set(ours.diagnostics) : '';
      const d2 = set(theirs.diagnostics);
      if (ours.status !== theirs.status || (d2 && d1 !== d2) || (d1 && !d2)) {
        const key = `${a} vs ${theirs.status} | ${d1} | ${d2}`.slice(0,150);
        const old = seen.get(key) ?? [0, [call, theirs.body]];
        old[0]++;
        seen.set(key, old as [number, unknown]);
      } else { const k = 'OK ' + a; const old = seen.get(k) ?? [0, 0]; old[0]++; seen.set(k, old as [number, unknown]); }
    }),
    { numRuns: Number(process.env.N ?? 3500) },
  );
  console.log(n, Date.now() - t);
  for (const [k, [c, call]] of [...seen].sort((a,b)=>b[1][0]-a[1][0]).slice(0, 45)) console.log(c, k, call ? JSON.stringify(call).slice(0, 700) : '');
});
