type Json = Record<string, unknown>;

const text = { type: 'string' };
const id = { type: 'integer', minimum: 1 };
const body = (schema: Json, example?: unknown) => ({
  required: true,
  content: {
    'application/json': {
      schema,
      ...(example !== undefined && { examples: { usual: { value: example } } }),
    },
  },
});
const answer = (schema: Json, status = '200') => ({
  [status]: { description: 'Done.', content: { 'application/json': { schema } } },
  '4XX': { description: 'Refused.' },
});
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (name: string) => ({ type: 'array', items: schema(name) });
const closed = (properties: Json) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const gone = { '204': { description: 'Gone.' }, '4XX': { description: 'Refused.' } };

const desk = closed({ owner_id: id, source: { enum: ['own', 'shared'] }, sound_id: id });
const mobile = closed({ owner_id: id, sim: text });

function soundPaths(path: string, name: string): Json {
  return {
    [path]: {
      get: {
        operationId: `list${name}`,
        summary: `List ${name}`,
        responses: answer(listOf('Sound')),
      },
      post: {
        operationId: `add${name}`,
        summary: `Add to ${name}`,
        requestBody: body(schema('Sound'), { title: 'Bell', file: 'UklGRg==' }),
        responses: answer(schema('Sound'), '201'),
      },
    },
    [`${path}/{id}`]: {
      parameters: [idParameter],
      delete: { operationId: `delete${name}`, summary: `Delete from ${name}`, responses: gone },
    },
  };
}

/** Lines of two kinds, which name people, other lines and sounds of two collections. */
export const phoneLines: Json = {
  openapi: '3.1.0',
  info: { title: 'Phone lines', version: '1.0.0' },
  servers: [{ url: 'https://lines.example' }],
  security: [{ key: [] }],
  'x-contract': { initial: 'initial.yaml' },
  paths: {
    '/lines': {
      get: { operationId: 'listLines', summary: 'List lines', responses: answer(listOf('Line')) },
      post: {
        operationId: 'addLine',
        summary: 'Add a line',
        requestBody: body(schema('Line')),
        responses: answer(schema('Line'), '201'),
      },
    },
    '/lines/{id}': {
      parameters: [idParameter],
      put: {
        operationId: 'editLine',
        summary: 'Edit a line',
        requestBody: body({ anyOf: [desk, mobile] }),
        responses: answer(schema('Line')),
        'x-variants': [
          {
            operationId: 'editDeskLine',
            summary: 'Edit a line on a desk',
            'x-stored': { kind: 'desk' },
            requestBody: body(desk, { owner_id: 11, source: 'own', sound_id: 5 }),
          },
          {
            operationId: 'editMobileLine',
            summary: 'Edit a mobile line',
            'x-stored': { kind: ['mobile', 'satellite'] },
            requestBody: body(mobile, { owner_id: 12, sim: '8970' }),
          },
        ],
      },
    },
    '/reserved': {
      post: {
        operationId: 'reserveLine',
        summary: 'Reserve a line',
        'x-adds-to': '/lines',
        requestBody: body(schema('Line')),
        responses: answer(schema('Line'), '201'),
      },
    },
    '/people': {
      get: {
        operationId: 'listPeople',
        summary: 'List people',
        responses: answer(listOf('Person')),
      },
    },
    '/people/{id}': {
      parameters: [idParameter],
      delete: { operationId: 'deletePerson', summary: 'Delete a person', responses: gone },
    },
    ...soundPaths('/sounds/own', 'OwnSounds'),
    ...soundPaths('/sounds/shared', 'SharedSounds'),
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Authorization' } },
    schemas: {
      Line: {
        type: 'object',
        required: ['id', 'kind'],
        properties: {
          id: { ...id, readOnly: true },
          kind: { enum: ['desk', 'mobile', 'satellite'] },
          owner_id: { ...id, 'x-references': { to: '/people', 'on-delete': 'refuse' } },
          source: { enum: ['own', 'shared'] },
          sound_id: {
            ...id,
            'x-references': {
              by: '/source',
              to: { own: '/sounds/own', shared: '/sounds/shared' },
            },
          },
          sim: text,
          password: { type: 'string', format: 'password' },
          next_ids: { type: 'array', items: { ...id, 'x-references': { to: '/lines' } } },
          phones: { type: 'integer', readOnly: true, 'x-computed': { count: '/next_ids' } },
        },
      },
      Person: {
        type: 'object',
        required: ['id', 'photo', 'name'],
        properties: { id, photo: text, name: text },
      },
      Sound: {
        type: 'object',
        required: ['title'],
        properties: {
          id: { ...id, readOnly: true },
          title: text,
          file: { type: 'string', contentEncoding: 'base64', writeOnly: true },
        },
      },
    },
  },
};

/** What an account holds at first. */
export const phoneLinesInitial: Json = {
  '/people': {
    items: [
      { id: 11, photo: 'https://p.example/11', name: 'Ann Lee' },
      { id: 12, photo: 'https://p.example/12', name: 'Ben Cook' },
    ],
  },
  '/sounds/own': { items: [{ id: 5, title: 'Bell' }] },
  '/sounds/shared': {
    items: [
      { id: 5, title: 'Waves' },
      { id: 6, title: 'Rain' },
    ],
  },
  '/lines': {
    items: [
      { id: 1, kind: 'desk', owner_id: 11, source: 'shared', sound_id: 6, next_ids: [2, 9] },
      {
        id: 2,
        kind: 'satellite',
        owner_id: 12,
        sim: '8970',
        password: 'secret-word',
        next_ids: [],
      },
    ],
  },
};
