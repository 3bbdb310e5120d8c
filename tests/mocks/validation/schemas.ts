/** A whole number from 1 to 2^53−1. */
export const id = { type: 'integer', minimum: 1, maximum: 9007199254740991 };

/** How a message describes `id`. */
export const anId = 'integer from 1 to 9007199254740991';

/** A list of distinct ids, with a doubt. */
export const numbers = { type: 'array', uniqueItems: true, items: id, 'x-doubt': ['D11'] };

/** A list of distinct ids. */
export const groups = { type: 'array', uniqueItems: true, items: id };

/** An id with a source. */
export const media = { ...id, 'x-source': { row: 'media_id' } };

/** An object with a choice of required lists. */
export const rule = {
  type: 'object',
  additionalProperties: false,
  required: ['source_type', 'media_id'],
  anyOf: [
    {
      title: 'some numbers',
      required: ['number_capacity_ids'],
      properties: { number_capacity_ids: { minItems: 1 } },
    },
    {
      title: 'some groups',
      required: ['employee_group_ids'],
      properties: { employee_group_ids: { minItems: 1 } },
    },
  ],
  properties: {
    number_capacity_ids: numbers,
    employee_group_ids: groups,
    source_type: { type: 'string', enum: ['client', 'system'] },
    media_id: media,
  },
};

/** A valid body of `rule`. */
export const goodRule = { number_capacity_ids: [352, 446], source_type: 'system', media_id: 50 };

/** A text with one allowed value. */
export const purpose = { type: 'string', enum: ['company'] };

/** A text of one of several formats. */
export const host = {
  type: 'string',
  minLength: 1,
  anyOf: [
    { title: 'a host name', format: 'hostname' },
    { title: 'an IPv4 address', format: 'ipv4' },
    { title: 'an IPv6 address', format: 'ipv6' },
    { title: 'a URL', format: 'uri', pattern: '^[a-z]+://' },
  ],
};

/** An integer or a text of digits. */
export const port = {
  'x-doubt': ['D3'],
  anyOf: [
    { title: 'an integer from 1 to 65535', type: 'integer', minimum: 1, maximum: 65535 },
    { title: 'a string of digits in that range', type: 'string', pattern: '^[1-9][0-9]{0,4}$' },
  ],
};

/** An object with a secret. */
export const phone = {
  type: 'object',
  additionalProperties: false,
  required: ['purpose', 'id'],
  properties: {
    login: { type: 'string' },
    password: { type: 'string', format: 'password' },
    comment: { type: 'string' },
    purpose,
    server_host: host,
    server_port: port,
    id,
  },
};

/** A valid body of `phone`. */
export const goodPhone = { purpose: 'company', id: 608 };

/** An object with an unusual field name. */
export const room = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 10 },
    floor_number: { type: 'integer' },
    'a/b~c': { type: 'integer' },
  },
};

/** An object with nested objects and lists. */
export const house = {
  type: 'object',
  additionalProperties: false,
  properties: { rooms: { type: 'array', items: room }, lead: room, tags: groups },
};

/** A branch of `payment`, tagged by `kind`. */
export const card = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'number', 'holder'],
  properties: { kind: { const: 'card' }, number: { type: 'string' }, holder: { type: 'string' } },
};

/** Another branch of `payment`. */
export const cash = {
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  properties: { kind: { const: 'cash' }, change: { type: 'integer' } },
};

/** An object with a choice between objects. */
export const payment = { type: 'object', properties: { pay: { oneOf: [card, cash] } } };

/** Returns the schema of an object with one property, x. */
export function property(schema: unknown): object {
  return { type: 'object', properties: { x: schema } };
}
