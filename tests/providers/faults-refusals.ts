import { type Client, ruleBody, type Seen, sipBody } from './client.ts';
import type { Fault } from './fault.ts';
import { parsing } from './parsing.ts';
import type { Refusal } from './refusal.ts';
import { type Reply, responding } from './responding.ts';
import { transactions } from './transactions.ts';

const bug = (message: string): never => {
  throw new TypeError(message);
};

/** Replaces the response to refusals of one status. */
const instead = (of: (refusal: Refusal) => boolean, reply: Reply): Fault['ways'] => ({
  refuse: (b, refusal, operation) =>
    of(refusal) ? reply : responding.refuse(b, refusal, operation),
});

const conflicts = ({ status }: Refusal) => status === 409;
const html = { 'Content-Type': 'text/html' };

const conflictSeen =
  (judge: (seen: Seen) => boolean): Fault['shows'] =>
  async (api) => {
    await api.add({ numbers: [1000] });
    return judge(await api.add({ numbers: [1000] }));
  };

const is500 = ({ status }: Seen) => status >= 500;
const noResponse = ({ status }: Seen) => status === 0;

const seen =
  (request: (api: Client) => Promise<Seen>, judge = is500): Fault['shows'] =>
  async (api) =>
    judge(await request(api));

const broken = (api: Client) => api.send('POST', '/melodies/personal', '{"media_id": ');
const added = (changes: Record<string, unknown>) => (api: Client) =>
  api.send('POST', '/melodies/personal', { ...ruleBody({ numbers: [1000] }), ...changes });

/** Refusals that do not count: 5xx, silence, redirects, and success. */
export const refusalFaults: Fault[] = [
  {
    id: 'conflict-500',
    says: 'A conflict returns 500.',
    mistake: 'The unique constraint does the check, and its error is not caught.',
    breaks: ['U1', 'U2', 'U4', 'no 5xx', 'D8'],
    ways: instead(conflicts, { status: 500, headers: html, body: 'SQLSTATE[23505]' }),
    shows: conflictSeen(is500),
  },
  {
    id: 'conflict-on-edit-500',
    says: 'A conflict returns 500 for an edit, and 409 for an add.',
    mistake: 'Only the add catches the error of the unique constraint.',
    breaks: ['U4', 'no 5xx', 'D8'],
    ways: {
      taken: (db, w) => {
        const taken = transactions.taken(db, w);
        return taken && w.id !== undefined ? bug('duplicate key value') : taken;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      return is500(await api.edit(await api.addForId({ numbers: [1001] }), { numbers: [1000] }));
    },
  },
  {
    id: 'conflict-503',
    says: 'A conflict returns 503 with Retry-After.',
    mistake: 'All errors of the database are taken for an overload.',
    breaks: ['U1', 'U2', 'no 5xx', 'D8'],
    ways: instead(conflicts, { status: 503, headers: { 'Retry-After': '0' }, body: '' }),
    shows: conflictSeen(is500),
  },
  {
    id: 'json-rpc-error-with-500',
    says: 'Refusals are JSON-RPC error objects with status 500.',
    mistake: 'JSON-RPC over HTTP as an old draft has it.',
    breaks: ['D8', 'no 5xx'],
    ways: {
      refuse: (_b, { message }) => ({
        status: 500,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', error: { code: -32_603, message }, id: null }),
      }),
    },
    shows: conflictSeen(is500),
  },
  {
    id: 'conflict-302',
    says: 'A conflict returns a redirect to the form.',
    mistake: 'The web application’s handler: back with errors.',
    breaks: ['U1', 'D8'],
    ways: instead(conflicts, { status: 302, headers: { Location: '/login' }, body: '' }),
    shows: conflictSeen(({ status }) => status === 302),
  },
  {
    id: 'refused-token-302',
    says: 'A request without a token is redirected to the login page.',
    mistake: 'The web application’s guard, in front of the API.',
    breaks: ['D19', 'D8'],
    ways: instead(({ status }) => status === 401, {
      status: 302,
      headers: { Location: '/login' },
      body: '',
    }),
    shows: seen(
      (api) => api.as(undefined).sip(),
      ({ status }) => status === 302,
    ),
  },
  {
    id: 'conflict-answered-ok',
    says: 'A conflict returns 200 and {"status": "error"}.',
    mistake: 'Errors are told by a field of the house’s own.',
    breaks: ['U1', 'U2', 'D8'],
    ways: instead(conflicts, {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=UTF-8' },
      body: '{"status":"error","message":"busy"}',
    }),
    shows: conflictSeen(({ accepted }) => accepted),
  },
  {
    id: 'invalid-answered-ok',
    says: 'An invalid request returns 200 and {"success": false}.',
    mistake: 'Errors are told by a field of the house’s own.',
    breaks: ['D8', 'types'],
    ways: instead(({ status }) => status === 422, {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=UTF-8' },
      body: '{"success":false}',
    }),
    shows: seen(added({ source_type: 'robot' }), ({ accepted }) => accepted),
  },
  {
    id: 'conflict-answered-null',
    says: 'A conflicting add returns 200 and null.',
    mistake: 'The error is caught, logged and forgotten.',
    breaks: ['U1', 'U2', 'D8'],
    ways: instead(conflicts, {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=UTF-8' },
      body: 'null',
    }),
    shows: conflictSeen(({ accepted }) => accepted),
  },
  {
    id: 'conflict-hangs',
    says: 'A conflicting request never gets a response.',
    mistake: 'An exception in a callback, with no one to catch it.',
    breaks: ['U1', 'U2', 'D8', 'answers'],
    ways: instead(conflicts, 'hang'),
    shows: conflictSeen(noResponse),
  },
  {
    id: 'bad-json-hangs',
    says: 'A body that is not JSON never gets a response.',
    mistake: 'The parser waits for the end of the object.',
    breaks: ['bad JSON', 'answers'],
    ways: instead(({ status }) => status === 400, 'hang'),
    shows: seen(broken, noResponse),
  },
  {
    id: 'refusal-drops-the-connection',
    says: 'An invalid request closes the connection.',
    mistake: 'A firewall takes it for an attack.',
    breaks: ['D8', 'answers', 'types'],
    ways: instead(({ status }) => status === 422, 'drop'),
    shows: seen(added({ source_type: 'robot' }), noResponse),
  },
  {
    id: 'conflict-drops-the-connection',
    says: 'A conflict closes the connection.',
    mistake: 'The worker dies of the error, and its connection with it.',
    breaks: ['U1', 'U4', 'D8', 'answers'],
    ways: instead(conflicts, 'drop'),
    shows: conflictSeen(noResponse),
  },
  {
    id: 'bad-json-500',
    says: 'A body that is not JSON returns 500.',
    mistake: 'JSON.parse without a try.',
    breaks: ['bad JSON', 'no 5xx'],
    ways: { parse: (body) => JSON.parse(body.toString()) },
    shows: seen(broken),
  },
  {
    id: 'empty-body-500',
    says: 'An empty body returns 500.',
    mistake: 'The body is null, and its fields are read.',
    breaks: ['bad JSON', 'no 5xx'],
    ways: { parse: (body) => (body.length ? parsing.parse(body) : bug('body is null')) },
    shows: seen((api) => api.send('POST', '/melodies/personal', '')),
  },
  {
    id: 'null-body-500',
    says: 'null for a body returns 500.',
    mistake: 'typeof null is "object".',
    breaks: ['types', 'no 5xx'],
    ways: {
      readObject: (value) =>
        value === null ? bug('Cannot read properties of null') : parsing.readObject(value),
    },
    shows: seen((api) => api.send('POST', '/melodies/personal', 'null')),
  },
  {
    id: 'word-for-a-list-500',
    says: 'A word for an id list returns 500.',
    mistake: 'value.map is not a function.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'no 5xx', 'D20'],
    ways: {
      readIds: (b, value, name) =>
        typeof value === 'string'
          ? bug('value.map is not a function')
          : parsing.readIds(b, value, name),
    },
    shows: seen(added({ number_capacity_ids: 'all' })),
  },
  {
    id: 'word-in-a-list-500',
    says: 'A word in an id list returns 500.',
    mistake: 'The query fails with: invalid input syntax for type integer.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'no 5xx', 'D20'],
    ways: {
      readInteger: (value, name) =>
        typeof value === 'string' ? bug('invalid input syntax') : parsing.readInteger(value, name),
    },
    shows: seen(added({ number_capacity_ids: ['abc'] })),
  },
  {
    id: 'missing-media-500',
    says: 'A rule without media_id returns 500.',
    mistake: 'NOT NULL in the table is the only check.',
    breaks: ['row add-personal-melody/media_id', 'no 5xx'],
    ways: {
      readMedia: (b, value) =>
        value === undefined ? bug('null value in column media_id') : parsing.readMedia(b, value),
    },
    shows: seen(added({ media_id: undefined })),
  },
  {
    id: 'unknown-source-500',
    says: 'An unknown source type returns 500.',
    mistake: 'The database’s enum is the only check.',
    breaks: ['row add-personal-melody/source_type', 'no 5xx'],
    ways: {
      readSourceType: (value) =>
        ['client', 'system'].includes(String(value))
          ? String(value)
          : bug('invalid input value for enum'),
    },
    shows: seen(added({ source_type: 'robot' })),
  },
  {
    id: 'no-list-500',
    says: 'A rule with neither list returns 500.',
    mistake: 'undefined is concatenated with undefined.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'no 5xx'],
    ways: {
      checkLists: (numbers, groups) => {
        if (!numbers && !groups) bug('numbers is not iterable');
        parsing.checkLists(numbers, groups);
      },
    },
    shows: seen(added({ number_capacity_ids: undefined })),
  },
  {
    id: 'unknown-rule-500',
    says: 'An edit of an unknown rule returns 500.',
    mistake: 'The rule is undefined, and its fields are read.',
    breaks: ['D17', 'no 5xx'],
    ways: { editUnknown: () => bug('Cannot read properties of undefined') },
    shows: seen((api) => api.edit(987_654, { numbers: [1000] })),
  },
  {
    id: 'unknown-sip-number-500',
    says: 'An edit of an unknown SIP number returns 500.',
    mistake: 'The number is undefined, and its fields are read.',
    breaks: ['D17', 'no 5xx'],
    ways: {
      readBodyId: (value, pathId) => {
        const id = parsing.readBodyId(value, pathId);
        return Number(id) > 100_000 ? bug('Cannot read properties of undefined') : id;
      },
    },
    shows: seen((api) =>
      api.send('PUT', '/numbers/virtual-number/987654', { ...sipBody, id: 987_654 }),
    ),
  },
  {
    id: 'word-in-the-path-500',
    says: 'A word for the id in the path returns 500.',
    mistake: 'The query fails with: invalid input syntax for type integer.',
    breaks: ['no 5xx', 'row edit-personal-melody/id'],
    ways: {
      readPathId: (text) => (/^\d+$/.test(text) ? parsing.readPathId(text) : bug('invalid input')),
    },
    shows: seen((api) =>
      api.send('PUT', '/melodies/personal/abc', { ...ruleBody({ numbers: [1000] }), id: 'abc' }),
    ),
  },
  {
    id: 'empty-lists-500',
    says: 'Two empty lists return 500.',
    mistake: 'WHERE id IN () is a syntax error.',
    breaks: ['D11', 'no 5xx'],
    ways: {
      checkLists: (numbers, groups) => {
        if (numbers?.length === 0 && !groups?.length) bug('syntax error near )');
        parsing.checkLists(numbers, groups);
      },
    },
    shows: seen(added({ number_capacity_ids: [], employee_group_ids: [] })),
  },
  {
    id: 'duplicates-500',
    says: 'The same id twice in a list returns 500.',
    mistake: 'The unique constraint stops the second of the rule’s own claims.',
    breaks: ['D12', 'no 5xx'],
    ways: {
      readIds: (b, value, name) =>
        Array.isArray(value) && new Set(value).size < value.length
          ? bug('duplicate key value')
          : parsing.readIds(b, value, name),
    },
    shows: seen(added({ number_capacity_ids: [1000, 1000] })),
  },
  {
    id: 'null-list-500',
    says: 'null for a list returns 500.',
    mistake: 'null.map.',
    breaks: ['D13', 'no 5xx'],
    ways: {
      readIds: (b, value, name) =>
        value === null ? bug('Cannot read properties of null') : parsing.readIds(b, value, name),
    },
    shows: seen(added({ employee_group_ids: null })),
  },
  {
    id: 'unknown-field-500',
    says: 'An unknown field returns 500.',
    mistake: 'All fields are passed to the ORM, which knows no such column.',
    breaks: ['D14', 'no 5xx'],
    ways: {
      checkFields: (body, known) => {
        if (Object.keys(body).some((name) => !known.includes(name))) bug('no such column');
      },
    },
    shows: seen(added({ colour: 'red' })),
  },
  {
    id: 'cyrillic-500',
    says: 'A Cyrillic comment returns 500.',
    mistake: 'Incorrect string value: the column is Latin.',
    breaks: ['example edit-sip-number', 'no 5xx', 'accepted'],
    ways: {
      readText: (value, name) =>
        /[^ -~]/.test(String(value))
          ? bug('Incorrect string value')
          : parsing.readText(value, name),
    },
    shows: seen((api) => api.sip()),
  },
  {
    id: 'wrong-content-type-500',
    says: 'A body that is declared to be text returns 500.',
    mistake: 'The body parser leaves the body undefined.',
    breaks: ['content-type', 'no 5xx'],
    ways: {
      checkContentType: (header) => {
        if (!header?.startsWith('application/json')) bug('body is undefined');
      },
    },
    shows: seen((api) => api.send('POST', '/melodies/personal', '{}', 'text/plain')),
  },
  {
    id: 'no-token-500',
    says: 'A request without a token returns 500.',
    mistake: 'The header is undefined, and split.',
    breaks: ['D19', 'no 5xx'],
    ways: {
      refuse: (b, refusal, operation) =>
        refusal.status === 401 ? b.crash(b, refusal) : responding.refuse(b, refusal, operation),
    },
    shows: seen((api) => api.as(undefined).sip()),
  },
];
