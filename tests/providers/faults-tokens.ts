import { type Client, type Seen, sipBody } from './client.ts';
import type { Fault } from './fault.ts';
import { Refusal } from './refusal.ts';
import { accounts, type Operation, serving, tokenIn } from './serving.ts';

/** Lets everybody use the first account for these operations. */
const open = (...operations: Operation[]): Fault['ways'] => ({
  authorise: (header, operation) =>
    operations.includes(operation)
      ? (accounts.get(tokenIn(header)) ?? 'one')
      : serving.authorise(header, operation),
});

const matching = (alike: (issued: string, sent: string) => boolean): Fault['ways'] => ({
  authorise: (header) => {
    const sent = tokenIn(header);
    const entry = [...accounts].find(([issued]) => alike(issued, sent));
    if (!entry) throw new Refusal(401, 'No account has this token.');
    return entry[1];
  },
});

/** Whether a request is accepted with a token that nobody issued. */
const acceptedAs =
  (
    token: string | undefined,
    request: (api: Client, id: unknown) => Promise<Seen>,
  ): Fault['shows'] =>
  async (api) => {
    const id = await api.addForId({ numbers: [1100] });
    return (await request(api.as(token), id)).accepted;
  };

const add = (api: Client) => api.add({ numbers: [1000] });
const edit = (api: Client, id: unknown) => api.edit(id, { numbers: [1000] });
const remove = (api: Client, id: unknown) => api.remove(id);
const list = (api: Client) => api.list();
const sip = (api: Client) => api.sip(sipBody);

/** Faults in the check of the token. */
export const tokenFaults: Fault[] = [
  {
    id: 'no-token-needed',
    says: 'No token is needed.',
    mistake: 'The guard is registered after the routes.',
    breaks: ['D19'],
    ways: open('add', 'edit', 'list', 'delete', 'sip'),
    shows: acceptedAs(undefined, add),
  },
  {
    id: 'any-token',
    says: 'Any token is accepted, but one is required.',
    mistake: 'The guard looks whether the header is there.',
    breaks: ['D19'],
    ways: {
      authorise: (header, operation) =>
        header ? (accounts.get(tokenIn(header)) ?? 'one') : serving.authorise(header, operation),
    },
    shows: acceptedAs('nobody-issued-this', add),
  },
  {
    id: 'any-token-an-account',
    says: 'A token that nobody issued opens an account of its own.',
    mistake: 'The sandbox’s guard went to production.',
    breaks: ['D19'],
    ways: {
      authorise: (header, operation) =>
        accounts.get(tokenIn(header)) ?? (header || serving.authorise(header, operation)),
    },
    shows: acceptedAs('nobody-issued-this', add),
  },
  {
    id: 'no-token-needed-to-add',
    says: 'Adding needs no token.',
    mistake: 'The decorator is missing on one handler.',
    breaks: ['D19'],
    ways: open('add'),
    shows: acceptedAs(undefined, add),
  },
  {
    id: 'no-token-needed-to-edit',
    says: 'Editing a rule needs no token.',
    mistake: 'The decorator is missing on one handler.',
    breaks: ['D19'],
    ways: open('edit'),
    shows: acceptedAs(undefined, edit),
  },
  {
    id: 'no-token-needed-for-sip',
    says: 'Editing the SIP number needs no token.',
    mistake: 'Numbers are served by another application, which has no guard.',
    breaks: ['D19'],
    ways: open('sip'),
    shows: acceptedAs(undefined, sip),
  },
  {
    id: 'no-token-needed-to-list',
    says: 'Listing needs no token.',
    mistake: 'Only writes are guarded.',
    breaks: ['D19'],
    needs: 'list',
    ways: open('list'),
    shows: acceptedAs(undefined, list),
  },
  {
    id: 'no-token-needed-to-delete',
    says: 'Deleting needs no token.',
    mistake: 'The decorator is missing on one handler.',
    breaks: ['D19'],
    needs: 'delete',
    ways: open('delete'),
    shows: acceptedAs(undefined, remove),
  },
  {
    id: 'put-and-delete-not-guarded',
    says: 'PUT and DELETE need no token.',
    mistake: 'The guard is bound to GET and POST.',
    breaks: ['D19'],
    ways: open('edit', 'delete', 'sip'),
    shows: acceptedAs(undefined, edit),
  },
  {
    id: 'any-token-to-edit',
    says: 'Editing accepts any token, but needs one.',
    mistake: 'The edit looks whether the header is there.',
    breaks: ['D19'],
    ways: {
      authorise: (header, operation) =>
        header && operation === 'edit'
          ? (accounts.get(tokenIn(header)) ?? 'one')
          : serving.authorise(header, operation),
    },
    shows: acceptedAs('nobody-issued-this', edit),
  },
  {
    id: 'token-by-its-beginning',
    says: 'A token with something appended is accepted.',
    mistake: 'startsWith, or a column that cuts the text.',
    breaks: ['D19'],
    ways: matching((issued, sent) => sent.startsWith(issued)),
    shows: acceptedAs('token-one-and-more', add),
  },
  {
    id: 'token-cut-short',
    says: 'The beginning of a token is accepted.',
    mistake: 'LIKE with a % behind what was sent; even an empty token matches.',
    breaks: ['D19'],
    ways: matching((issued, sent) => issued.startsWith(sent)),
    shows: acceptedAs('token-o', add),
  },
  {
    id: 'token-in-any-case',
    says: 'A token in capitals is accepted.',
    mistake: 'The collation of the column ignores case.',
    breaks: ['D19'],
    ways: matching((issued, sent) => issued === sent.toLowerCase()),
    shows: acceptedAs('TOKEN-ONE', add),
  },
  {
    id: 'token-of-the-same-length',
    says: 'Any token of the right length is accepted.',
    mistake: 'The result of timingSafeEqual is ignored; only an exception counts.',
    breaks: ['D19'],
    ways: matching((issued, sent) => issued === sent || issued.length === sent.length),
    shows: acceptedAs('nobody-on', add),
  },
  {
    id: 'empty-token',
    says: 'An empty token is accepted.',
    mistake: 'An account in the table has no token yet.',
    breaks: ['D19'],
    ways: matching((issued, sent) => issued === sent || sent === ''),
    shows: acceptedAs('', add),
  },
  {
    id: 'refused-token-acts',
    says: 'A request with a wrong token returns 401, but takes effect.',
    mistake: 'response.status(401).send() without a return.',
    breaks: ['D19', 'U12'],
    ways: {
      authorise: (header) => accounts.get(tokenIn(header)) ?? 'one',
      around: async (_db, { authorization }, next) => {
        const reply = await next();
        return accounts.has(tokenIn(authorization))
          ? reply
          : { status: 401, headers: { 'Content-Type': 'application/json' }, body: '{}' };
      },
    },
    shows: async (api) => {
      await api.as('nobody-issued-this').add({ numbers: [1000] });
      return !(await api.add({ numbers: [1000] })).accepted;
    },
  },
];
