import type { LawfulWay } from './lawful-way.ts';
import { responding } from './responding.ts';
import { serving } from './serving.ts';

const shuffled = (ids: readonly number[]) =>
  [...ids].sort((one, other) => ((one * 7919) % 101) - ((other * 7919) % 101));

/** Lawful ways to respond: statuses, fields and forms of accepted responses. */
export const lawfulResponses: LawfulWay[] = [
  {
    id: 'created',
    says: 'An added rule returns 201.',
    why: 'D7',
    ways: { successStatus: (operation) => (operation === 'add' ? 201 : 200) },
  },
  {
    id: 'accepted',
    says: 'Every accepted request returns 202, although it is done.',
    why: 'D7',
    ways: { successStatus: () => 202 },
  },
  {
    id: 'other-success-statuses',
    says: 'An edit returns 203, a deletion 202, an addition 201.',
    why: 'D7',
    ways: {
      successStatus: (operation) =>
        ({ add: 201, edit: 203, list: 200, delete: 202, sip: 200 })[operation],
    },
  },
  {
    id: 'empty-array-for-nothing',
    says: 'An empty list is returned as [].',
    why: 'D9',
    ways: { showIds: (ids) => ids },
  },
  {
    id: 'empty-array-in-list-only',
    says: 'An empty list is null in responses to writes and [] in the list of rules.',
    why: 'D9',
    ways: {
      showList: (b, rules) =>
        rules.map((rule) => b.showRule({ ...b, showIds: (ids) => ids }, rule, 'list')),
    },
  },
  {
    id: 'ids-sorted',
    says: 'Ids are returned in ascending order, whatever order they were sent in.',
    why: 'D23',
    ways: { showIds: (ids) => (ids.length ? ids.toSorted((a, b) => a - b) : null) },
  },
  {
    id: 'ids-reversed',
    says: 'Ids are returned last first.',
    why: 'D23',
    ways: { showIds: (ids) => (ids.length ? ids.toReversed() : null) },
  },
  {
    id: 'ids-as-a-hash-orders-them',
    says: 'Ids are returned in the order of a hash table.',
    why: 'D23',
    ways: { showIds: (ids) => (ids.length ? shuffled(ids) : null) },
  },
  {
    id: 'rules-in-any-order',
    says: 'The list shows rules in another order each time.',
    why: 'No page gives an order of rules.',
    ways: () => {
      let turns = 0;
      return {
        list: (db, account) => {
          turns += 1;
          const rules = db.rules.filter((rule) => rule.account === account);
          const at = turns % rules.length;
          return [...rules.slice(at), ...rules.slice(0, at)].reverse();
        },
      };
    },
  },
  {
    id: 'extra-fields',
    says: 'Responses carry fields that no page names.',
    why: 'D15',
    ways: {
      dress: (value) =>
        Array.isArray(value) || typeof value !== 'object'
          ? value
          : {
              ...value,
              created_at: '2026-01-01T00:00:00Z',
              owner: { id: 5, name: null },
              error: null,
            },
    },
  },
  {
    id: 'extra-fields-in-list',
    says: 'Rules in the list carry fields that responses to writes lack.',
    why: 'D15',
    ways: {
      showRule: (b, rule, operation) => {
        const shown = responding.showRule(b, rule, operation);
        return operation === 'list' ? { ...Object(shown), media_name: 'Вальс', tags: [] } : shown;
      },
    },
  },
  {
    id: 'fields-in-another-order',
    says: 'Responses list the fields in another order, with the id first.',
    why: 'JSON objects have no order.',
    ways: {
      dress: (value) =>
        Array.isArray(value) ? value : Object.fromEntries(Object.entries(Object(value)).reverse()),
    },
  },
  {
    id: 'password-masked',
    says: 'The password is returned as eight asterisks.',
    why: 'D18',
    ways: { showPassword: (password) => password && '********' },
  },
  {
    id: 'password-partly-masked',
    says: 'The password is returned with all but its last two characters masked.',
    why: 'D18',
    ways: {
      showPassword: (password) => password?.replace(/.(?=..)/g, '*'),
    },
  },
  {
    id: 'password-left-out',
    says: 'The password is not in the response.',
    why: 'D18',
    ways: {
      showSip: (b, sip) => {
        const { password: _secret, ...shown } = responding.showSip(b, sip);
        return shown;
      },
    },
  },
  {
    id: 'password-null',
    says: 'The password is returned as null.',
    why: 'D18',
    ways: { showPassword: () => null },
  },
  {
    id: 'nothing-left-out',
    says: 'Optional fields of the SIP number without a value are omitted.',
    why: 'D25',
    ways: { showNothing: () => undefined },
  },
  {
    id: 'port-answered-as-text',
    says: 'The port is always returned as text.',
    why: 'D3',
    ways: { showPort: (port) => port && String(port) },
  },
  {
    id: 'port-answered-as-integer',
    says: 'The port is always returned as an integer.',
    why: 'D3',
    ways: { showPort: (port) => port && Number(port) },
  },
  {
    id: 'pretty-printed',
    says: 'JSON is indented and ends with a line break.',
    why: 'No page gives a layout of JSON.',
    ways: { encode: (value) => `${JSON.stringify(value, null, 4)}\r\n` },
  },
  {
    id: 'unicode-escaped',
    says: 'Everything beyond ASCII is returned as JSON escapes.',
    why: 'The same JSON value.',
    ways: {
      encode: (value) =>
        JSON.stringify(value).replace(
          /[^ -~]/g,
          (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    },
  },
  {
    id: 'content-type-without-charset',
    says: 'Responses are application/json without a charset.',
    why: 'JSON is in UTF-8 without one.',
    ways: { contentType: () => 'application/json' },
  },
  {
    id: 'content-type-in-capitals',
    says: 'The content type is written Application/JSON;Charset="utf-8".',
    why: 'Media types ignore case.',
    ways: { contentType: () => 'Application/JSON;Charset="utf-8"' },
  },
  {
    id: 'chunked',
    says: 'Responses are sent in chunks, without a Content-Length.',
    why: 'HTTP/1.1',
    ways: {
      send: ({ status, headers, body }, response) => {
        response.writeHead(status, headers);
        const bytes = Buffer.from(body);
        for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
        response.end();
      },
    },
  },
  {
    id: 'connection-closed',
    says: 'The connection is closed after each response.',
    why: 'HTTP/1.1',
    ways: {
      send: (reply, response) => {
        response.setHeader('Connection', 'close');
        serving.send(reply, response);
      },
    },
  },
  {
    id: 'header-names-in-capitals',
    says: 'Header names are written in capitals.',
    why: 'Header names ignore case.',
    ways: {
      send: ({ status, headers, body }, response) => {
        const entries = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]);
        response.writeHead(status, {
          ...Object.fromEntries(entries),
          'CONTENT-LENGTH': Buffer.byteLength(body),
        });
        response.end(body);
      },
    },
  },
];
