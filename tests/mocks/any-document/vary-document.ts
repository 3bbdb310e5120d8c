import { isObject, type JsonObject } from '../../../spec/index.ts';
import { pick, type Random } from './random-values.ts';

const child = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** Changes a document of OpenAPI 3 in place, by words that are rarer than those of `generatedDocument`. */
export function varyDocument(document: JsonObject, random: Random): void {
  const variations = [odderNames, closedSchemas, secrets, headers, actions, alternatives, noise];
  for (const vary of variations) if (random() < 0.3) vary(document, random);
  for (const [rename, pattern] of [
    [['2XX', 'default'], '200'],
    [
      ['*/*', 'application/json; charset=utf-8', 'application/hal+json', 'text/json'],
      'application/json',
    ],
  ] as const) {
    if (random() < 0.25) renameKeys(document, pattern, pick(random, rename));
  }
}

function renameKeys(node: unknown, from: string, to: string): void {
  if (typeof node !== 'object' || node === null) return;
  const holder = node as JsonObject;
  for (const key of Object.keys(holder)) {
    const value = holder[key];
    renameKeys(value, from, to);
    if (key !== from || to in holder || (to === 'default' && !isObject(value))) continue;
    delete holder[key];
    holder[to] = value;
  }
}

function schemasOf(document: JsonObject): [string, JsonObject][] {
  const all = Object.entries(child(child(document.components).schemas));
  return all.map(([name, schema]): [string, JsonObject] => [name, child(schema)]);
}

function operationsOf(document: JsonObject): JsonObject[] {
  const items = Object.values(child(document.paths)).map(child);
  return items.flatMap(({ parameters: _, ...operations }) => Object.values(operations).map(child));
}

/** Fields whose names mean something else elsewhere; plain Prism takes those of every object for given. */
function odderNames(document: JsonObject, random: Random): void {
  const name = pick(random, ['a/b', 'a~b', '$ref-less', 'items', 'data', '%41']);
  for (const [, schema] of schemasOf(document)) {
    Object.assign(child(schema.properties), { [name]: { type: 'string' } });
  }
}

function closedSchemas(document: JsonObject, random: Random): void {
  const word = String(document.openapi).startsWith('3.1')
    ? 'unevaluatedProperties'
    : 'additionalProperties';
  for (const [, schema] of schemasOf(document)) {
    if (random() < 0.7) schema[pick(random, [word, 'additionalProperties'])] = false;
  }
}

/** A field that is sent, and never shown. */
function secrets(document: JsonObject, random: Random): void {
  const secret = { type: 'string', writeOnly: true, minLength: 1 };
  for (const [name, schema] of schemasOf(document)) {
    if (name === 'failure') continue;
    Object.assign(child(schema.properties), { secret });
    if (random() < 0.5 && Array.isArray(schema.required)) schema.required.push('secret');
  }
}

function headers(document: JsonObject): void {
  const counted = { 'X-Total-Count': { required: true, schema: { type: 'integer', minimum: 0 } } };
  const tagged = {
    ETag: { schema: { type: 'string' } },
    'X-Expires': { schema: { type: 'string', format: 'date-time' } },
  };
  for (const { responses } of operationsOf(document)) {
    const success = child(child(responses)['200']);
    success.headers = { ...child(success.headers), ...counted, ...tagged };
  }
}

/** Operations at paths that are neither a collection nor an item. */
function actions(document: JsonObject, random: Random): void {
  const paths = child(document.paths);
  for (const [path, item] of Object.entries(paths)) {
    const { parameters, get } = child(item);
    const response = child(child(get).responses)['200'] ?? { description: 'x' };
    const post = {
      responses: pick<JsonObject>(random, [{ '200': response }, { '204': { description: 'x' } }]),
    };
    const shared = parameters === undefined ? {} : { parameters };
    if (random() < 0.5) paths[`${path}/activate`] = { ...shared, post };
    if (random() < 0.3 && path.endsWith('}')) Object.assign(child(item), { post });
    if (random() < 0.3 && !path.endsWith('}')) {
      Object.assign(child(item), {
        delete: { responses: { '204': { description: 'x' } } },
        put: post,
      });
    }
  }
}

/** Items of two kinds. */
function alternatives(document: JsonObject, random: Random): void {
  for (const [name, schema] of schemasOf(document)) {
    if (name === 'failure' || name.startsWith('new-')) continue;
    const keyword = pick(random, ['oneOf', 'anyOf']);
    schema[keyword] = [
      { required: ['cat'], properties: { cat: { type: 'boolean' } } },
      { required: ['dog'], properties: { dog: { type: 'integer', minimum: 3 } } },
    ];
  }
}

/** Words that say nothing about values. */
function noise(document: JsonObject): void {
  for (const [name, schema] of schemasOf(document)) {
    Object.assign(schema, { title: name, description: '<b>x</b>', 'x-order': 1, deprecated: true });
  }
  for (const operation of operationsOf(document)) {
    Object.assign(operation, {
      tags: ['a b'],
      deprecated: true,
      externalDocs: { url: 'https://x.example' },
    });
  }
}
