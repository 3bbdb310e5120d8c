import { isObject, type JsonObject } from '../../../spec/index.ts';
import { asSwagger } from './as-swagger.ts';
import { pick, type Random, randomFrom } from './random-values.ts';
import { varyDocument } from './vary-document.ts';

/** Generates a document of OpenAPI 2.0, 3.0 or 3.1, the same for the same seed. */
export function generatedDocument(seed: number): JsonObject {
  const random = randomFrom(seed);
  const version = pick(random, ['2.0', '3.0.3', '3.1.0']);
  const schemas: JsonObject = {};
  const [first, second] = random() < 0.5 ? ['boxes', 'users'] : ['notes', 'rooms'];
  const paths = collection(String(first), '', [], { random, version, schemas });
  if (random() < 0.6) {
    const [item = ''] = Object.keys(paths).filter((path) => path.endsWith('}'));
    const isNested = random() < 0.4;
    const above = isNested ? list(child(paths[item]).parameters) : [];
    const prefix = isNested ? item : '';
    Object.assign(paths, collection(String(second), prefix, above, { random, version, schemas }));
  }
  const secured = random() < 0.5;
  const schemes = { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } };
  const document = {
    openapi: version,
    info: { title: `Generated ${seed}`, version: '1' },
    ...(secured && { security: [{ key: [] }] }),
    paths,
    components: { schemas, ...(secured && { securitySchemes: schemes }) },
  };
  if (version === '2.0') return asSwagger(document);
  if (random() < 0.6) varyDocument(document, random);
  return document;
}

interface Draft {
  readonly random: Random;
  readonly version: string;
  readonly schemas: JsonObject;
}

const child = (value: unknown): JsonObject => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function nullable(version: string, type: string, others: JsonObject): JsonObject {
  if (version === '2.0') return { type, ...others };
  return version === '3.1.0'
    ? { type: [type, 'null'], ...others }
    : { type, nullable: true, ...others };
}

/** The schemas of a few fields that a client sends. */
function clientFields({ random, version }: Draft): JsonObject {
  const all: [string, JsonObject][] = [
    ['name', { type: 'string', minLength: 1, maxLength: 20 }],
    ['colour', { type: 'string', enum: ['red', 'green'] }],
    ['size', { type: 'integer', minimum: 1, maximum: 9 }],
    ['price', { type: 'number', multipleOf: 0.25, minimum: 0 }],
    ['open', { type: 'boolean' }],
    ['day', { type: 'string', format: 'date' }],
    ['mail', { type: 'string', format: 'email' }],
    ['tags', { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string' } }],
    ['place', { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } }],
    ['label', { type: 'string', pattern: '^[A-Z]{2}-[0-9]+$' }],
    ['note', nullable(version, 'string', { maxLength: 9 })],
    ['either', version === '2.0' ? {} : { oneOf: [{ type: 'boolean' }, { type: 'integer' }] }],
  ];
  const chosen = all.filter(() => random() < 0.35);
  return Object.fromEntries(chosen.length > 0 ? chosen : all.slice(0, 1));
}

/** The schemas of fields that the server makes. */
function serverFields({ random }: Draft): JsonObject {
  const all: [string, JsonObject][] = [
    ['created_at', { type: 'string', format: 'date-time', readOnly: true }],
    ['status', { type: 'string', enum: ['new', 'old'], readOnly: true }],
    ['revision', { type: 'integer', minimum: 1, readOnly: true }],
    ['serial', { type: 'string', pattern: '^S[0-9]{4}$', readOnly: true }],
    [
      'owner',
      { type: 'object', readOnly: true, required: ['id'], properties: { id: { type: 'integer' } } },
    ],
  ];
  return Object.fromEntries(all.filter(() => random() < 0.3));
}

function identityOf(name: string, outer: unknown[], { random }: Draft) {
  const singular = name.replace(/(es|s)$/, '');
  const styles = [
    { parameter: 'id', field: 'id' },
    { parameter: `${singular}Id`, field: 'id' },
    { parameter: `${singular}_id`, field: 'id' },
    { parameter: 'code', field: 'code' },
    { parameter: singular, field: 'key', stated: true },
  ];
  const taken = outer.map((one) => child(one).name);
  const style = pick(
    random,
    styles.filter(({ parameter }) => !taken.includes(parameter)),
  );
  const schema = pick<JsonObject>(random, [
    { type: 'integer' },
    { type: 'integer', format: 'int64', minimum: 100 },
    { type: 'string' },
    { type: 'string', format: 'uuid' },
    { type: 'string', pattern: '^[a-z]{3}[0-9]{3}$' },
  ]);
  return { ...style, schema, isMade: random() < 0.6 };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const pickSome = (random: Random, names: string[]) => names.filter(() => random() < 0.5);

function collection(name: string, above: string, outer: unknown[], draft: Draft): JsonObject {
  const { random, schemas } = draft;
  const identity = identityOf(name, outer, draft);
  const client = clientFields(draft);
  const made = serverFields(draft);
  const required = pickSome(random, Object.keys(client));
  const own = {
    [identity.field]: { ...identity.schema, ...(identity.isMade && { readOnly: true }) },
  };
  const whole = {
    type: 'object',
    ...(identity.stated && { 'x-identity': identity.field }),
    required: [identity.field, ...required, ...(random() < 0.8 ? Object.keys(made) : [])],
    properties: { ...own, ...client, ...made },
  };
  const sent = {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: { ...client, ...(!identity.isMade && own) },
    ...(random() < 0.5 && { additionalProperties: false }),
  };
  const { stated: _, ...plain } = identity;
  schemas[name] = whole;
  schemas[`new-${name}`] = sent;
  schemas.failure = {
    type: 'object',
    required: ['message'],
    properties: { message: { type: 'string', minLength: 1 } },
  };
  const one = random() < 0.2 ? { allOf: [ref(name)] } : ref(name);
  const request = random() < 0.6 ? ref(`new-${name}`) : ref(name);
  const path = `${above}/${name}`;
  const key = { name: plain.parameter, in: 'path', required: true, schema: identity.schema };
  const operations = operationsOf(one, request, client, draft);
  const shared = outer.length > 0 ? { parameters: outer } : {};
  return {
    ...(Object.keys(operations.collection).length > 0 && {
      [path]: { ...shared, ...operations.collection },
    }),
    [`${path}/{${plain.parameter}}`]: { parameters: [...outer, key], ...operations.item },
  };
}

function operationsOf(one: JsonObject, sent: JsonObject, client: JsonObject, draft: Draft) {
  const { random, version } = draft;
  const type = pick(random, [
    'application/json',
    'application/json',
    'application/vnd.some.v2+json',
  ]);
  const types = random() < 0.15 && version === '2.0' ? [type, 'application/xml'] : [type];
  const content = (schema: JsonObject, extra = {}) => ({
    content: Object.fromEntries(types.map((media) => [media, { schema, ...extra }])),
  });
  const isWrapped = random() < 0.25;
  const wrap = (schema: JsonObject, name = 'data') =>
    isWrapped ? { type: 'object', required: [name], properties: { [name]: schema } } : schema;
  const answer = (schema: JsonObject, extra = {}) => ({
    description: 'x',
    ...content(schema, extra),
  });
  const none = { description: 'x' };
  const item = answer(wrap(one));
  const body = { requestBody: { required: true, ...content(random() < 0.7 ? sent : wrap(sent)) } };
  const patched = {
    requestBody: {
      required: true,
      content: {
        [pick(random, ['application/merge-patch+json', 'application/json'])]: {
          schema: { type: 'object', properties: client },
        },
      },
    },
  };
  const failure = pick<JsonObject>(random, [
    none,
    answer(ref('failure')),
    { description: 'x', content: { 'application/problem+json': { schema: { type: 'object' } } } },
  ]);
  const failures = pick(random, [[], ['404'], ['404', '409', '422'], ['400', '404'], ['default']]);
  const failed = Object.fromEntries(failures.map((status) => [status, failure]));
  const done = answer({
    type: 'object',
    required: ['done'],
    properties: { done: { type: 'boolean' } },
  });
  const location = {
    Location: { required: random() < 0.5, schema: { type: 'string', format: 'uri-reference' } },
  };
  const collectionAnswer = pick(random, [
    answer(wrap({ type: 'array', items: one })),
    answer({
      type: 'object',
      required: ['items', 'total'],
      properties: { items: { type: 'array', items: one }, total: { type: 'integer' } },
    }),
  ]);
  const filters = Object.entries(client).filter(([, schema]) =>
    /string|integer|boolean/.test(String(child(schema).type)),
  );
  const query = filters.slice(0, 2).map(([name, schema]) => ({ name, in: 'query', schema }));
  const maybe = (chance: number, operation: JsonObject, responses: JsonObject) =>
    random() < chance ? { ...operation, responses: { ...responses, ...failed } } : undefined;
  const refused = { '400': failure, '404': failure };
  const collection = {
    get: maybe(0.85, query.length > 0 ? { parameters: query } : {}, { '200': collectionAnswer }),
    post: maybe(
      0.85,
      body,
      pick<JsonObject>(random, [
        { '200': item },
        { '201': item },
        { '201': { ...item, headers: location } },
        { '201': { ...none, headers: location } },
        { '202': done },
      ]),
    ),
  };
  const members = {
    get: maybe(
      0.9,
      {},
      pick<JsonObject>(random, [
        { '200': item },
        { '200': item },
        { '200': item },
        { '200': answer({ type: 'array', items: one }) },
      ]),
    ),
    put: maybe(
      0.7,
      body,
      pick<JsonObject>(random, [
        { '200': item },
        { '200': item, '201': item },
        { '201': item },
        { '204': none },
        refused,
      ]),
    ),
    patch: maybe(
      0.5,
      patched,
      pick<JsonObject>(random, [{ '200': item }, { '204': none }, refused]),
    ),
    delete: maybe(
      0.8,
      {},
      pick<JsonObject>(random, [
        { '204': none },
        { '200': item },
        { '200': done },
        { '202': none },
        refused,
      ]),
    ),
  };
  const given = (all: object) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const item1 = given(members);
  return {
    collection: given(collection),
    item: Object.keys(item1).length > 0 ? item1 : { get: { responses: { '200': item } } },
  };
}
