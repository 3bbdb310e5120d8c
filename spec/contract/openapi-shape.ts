import type { JsonObject } from '../document/references.ts';
import { listOf } from '../document/schema.ts';
import type { Method } from './contract.ts';

// Only what the mock and the verifier rely on. The linters check the rest of OpenAPI; compiling its
// whole schema would take a good part of every start.

/** The HTTP methods of OpenAPI. */
export const methods: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] satisfies Method[];

const text = { type: 'string' };
const extension = { '^x-': {} };

/** The shape of an object that may be a `$ref`; the target of a reference is checked at its place. */
function orReference(shape: JsonObject): JsonObject {
  return { type: 'object', if: { required: ['$ref'] }, else: shape };
}

// References, since parts that are written out would be compiled once for each place.
const shared = (name: string) => ({ $ref: `#/$defs/${name}` });

const schema = { type: ['object', 'boolean'] };

function mapOf(values: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: values };
}

const examples = mapOf(
  orReference({ properties: { summary: text, description: text, externalValue: text } }),
);

const content = {
  ...mapOf({
    type: 'object',
    properties: { schema, examples: shared('examples'), encoding: { type: 'object' } },
  }),
  propertyNames: { pattern: '^[^/\\s]+/[^/\\s]+' },
};

const parameter = orReference({
  required: ['name', 'in'],
  properties: {
    name: text,
    in: { enum: ['path', 'query', 'header', 'cookie'] },
    description: text,
    required: { type: 'boolean' },
    style: text,
    explode: { type: 'boolean' },
    schema,
    content: shared('content'),
    examples: shared('examples'),
  },
  anyOf: [{ required: ['schema'] }, { required: ['content'] }],
});

const security = listOf(mapOf(listOf(text)));

const response = orReference({
  required: ['description'],
  properties: {
    description: text,
    headers: mapOf({ type: 'object' }),
    content: shared('content'),
  },
});

const operation = {
  type: 'object',
  properties: {
    operationId: text,
    summary: text,
    description: text,
    tags: listOf(text),
    deprecated: { type: 'boolean' },
    parameters: shared('parameters'),
    requestBody: orReference({
      required: ['content'],
      properties: { description: text, required: { type: 'boolean' }, content: shared('content') },
    }),
    responses: {
      type: 'object',
      patternProperties: { ...extension, '^([1-5](\\d\\d|XX)|default)$': shared('response') },
      additionalProperties: false,
    },
    security,
    callbacks: { type: 'object' },
  },
};

const pathItem = {
  type: 'object',
  properties: {
    $ref: text,
    summary: text,
    description: text,
    servers: { type: 'array' },
    parameters: shared('parameters'),
    ...Object.fromEntries(methods.map((method) => [method, shared('operation')])),
  },
  patternProperties: extension,
  additionalProperties: false,
};

const securityScheme = orReference({
  required: ['type'],
  properties: {
    type: { enum: ['apiKey', 'http', 'mutualTLS', 'oauth2', 'openIdConnect'] },
    name: text,
    in: { enum: ['query', 'header', 'cookie'] },
    scheme: text,
  },
  if: { properties: { type: { const: 'apiKey' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['name', 'in'] },
});

/** The JSON Schema of the OpenAPI 3.1 documents that can be loaded. */
export const openApiShape: JsonObject = {
  type: 'object',
  required: ['info'],
  properties: {
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: { title: text, version: text, description: text },
    },
    servers: listOf({ type: 'object', properties: { url: text } }),
    security,
    paths: {
      type: 'object',
      patternProperties: { ...extension, '^/': pathItem },
      additionalProperties: false,
    },
    components: {
      type: 'object',
      properties: {
        schemas: mapOf(schema),
        responses: mapOf(shared('response')),
        parameters: mapOf(parameter),
        examples: shared('examples'),
        requestBodies: mapOf({ type: 'object' }),
        headers: { type: 'object' },
        securitySchemes: mapOf(securityScheme),
      },
    },
  },
  $defs: { content, examples, operation, parameters: listOf(parameter), response },
};
