// Documents that are heavy to load, made anew at each run.

const info = { title: 'Heavy', version: '1' };
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The path of each document that is asked after the start. */
export const firstPath = '/first';

/** A document of about a megabyte: many resources, each with a schema of its own that names others. */
export function largeDocument(resources = 450): object {
  const paths: Record<string, object> = { [firstPath]: pathOf('Thing0') };
  const schemas: Record<string, object> = {};
  for (let i = 0; i < resources; i++) {
    const name = `Thing${i}`;
    schemas[name] = thing(i);
    paths[`/things-${i}`] = pathOf(name);
    paths[`/things-${i}/{id}`] = {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      ...pathOf(name),
    };
  }
  return { openapi: '3.0.3', info, paths, components: { schemas } };
}

/** A document of schemas that all name each other. */
export function recursiveDocument(schemas = 5): object {
  const names = Array.from({ length: schemas }, (_, i) => `Node${i}`);
  const properties = {
    name: { type: 'string' },
    ...Object.fromEntries(
      names.map((name) => [`to${name}`, { type: 'array', items: refTo(name) }]),
    ),
  };
  const node = { type: 'object', required: ['name'], properties };
  return {
    openapi: '3.1.0',
    info,
    // Prism makes no response from such schemas.
    paths: { [firstPath]: pathOf('Node0', { name: 'one' }) },
    components: { schemas: Object.fromEntries(names.map((name) => [name, node])) },
  };
}

function thing(i: number): object {
  const fields = Array.from({ length: 14 }, (_, at) => [
    `field_${at}`,
    { type: 'string', maxLength: 40 + at, description: `Field ${at} of thing ${i}.` },
  ]);
  return {
    type: 'object',
    required: ['id', 'field_0'],
    properties: {
      id: { type: 'integer' },
      ...Object.fromEntries(fields),
      // Of an earlier one, so that the references end.
      parent: i === 0 ? { type: 'string' } : refTo(`Thing${Math.floor(i / 2)}`),
    },
  };
}

function pathOf(schema: string, example?: object): object {
  const content = { 'application/json': { schema: refTo(schema), ...(example && { example }) } };
  return {
    get: { responses: { 200: { description: 'One.', content } } },
    put: {
      requestBody: { required: true, content },
      responses: { 200: { description: 'Changed.', content }, 422: { description: 'Refused.' } },
    },
  };
}
