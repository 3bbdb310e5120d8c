import type { Client } from './client.ts';
import type { Fault } from './fault.ts';
import { onEdit } from './one-operation.ts';
import { type Fields, parsing } from './parsing.ts';
import { Refusal } from './refusal.ts';
import { transactions } from './transactions.ts';

const addRefused =
  (rule: Parameters<Client['add']>[0]): Fault['shows'] =>
  async (api) =>
    !(await api.add(rule)).accepted;

const noMore = (body: Fields, names: string[]) => {
  const missing = names.find((name) => body[name] === undefined);
  if (missing) throw new Refusal(422, `${missing} is required.`);
};

/** Refuses what the pages promise to accept. */
export const tightFaults: Fault[] = [
  {
    id: 'example-refused',
    says: 'Lists of more than two ids are refused, and with them the documented example.',
    mistake: 'A limit that was meant for the number of lists.',
    breaks: ['example add-personal-melody', 'accepted'],
    ways: {
      readIds: (b, value, name) => {
        const ids = parsing.readIds(b, value, name);
        if (ids && ids.length > 2) throw new Refusal(422, `${name} is too long.`);
        return ids;
      },
    },
    shows: addRefused({ numbers: [352, 446, 448], groups: [93, 103] }),
  },
  {
    id: 'numbers-required',
    says: 'A rule with groups only is refused.',
    mistake: '“One of the two” was read as “the first, and perhaps the second”.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'accepted'],
    ways: {
      checkLists: (numbers) => {
        if (!numbers?.length) throw new Refusal(422, 'number_capacity_ids is required.');
      },
    },
    shows: addRefused({ groups: [2000] }),
  },
  {
    id: 'groups-required',
    says: 'A rule with numbers only is refused.',
    mistake: 'Both columns are NOT NULL.',
    breaks: ['row add-personal-melody/employee_group_ids', 'accepted'],
    ways: {
      checkLists: (_numbers, groups) => {
        if (!groups?.length) throw new Refusal(422, 'employee_group_ids is required.');
      },
    },
    shows: addRefused({ numbers: [1000] }),
  },
  {
    id: 'not-both-lists',
    says: 'A rule with numbers and groups is refused.',
    mistake: '“One of the two” was read as “not both” (oneOf).',
    breaks: ['example add-personal-melody', 'accepted'],
    ways: {
      checkLists: (numbers, groups) => {
        if (numbers && groups) throw new Refusal(422, 'Give one of the lists.');
        parsing.checkLists(numbers, groups);
      },
    },
    shows: addRefused({ numbers: [1000], groups: [2000] }),
  },
  {
    id: 'client-refused',
    says: 'The source type client is refused.',
    mistake: 'The enum has the one value that the example shows.',
    breaks: ['row add-personal-melody/source_type', 'accepted'],
    ways: {
      readSourceType: (value) => {
        if (value !== 'system') throw new Refusal(422, 'source_type must be system.');
        return value;
      },
    },
    shows: addRefused({ numbers: [1000], source: 'client' }),
  },
  {
    id: 'client-refused-on-edit',
    says: 'An edit to the source type client is refused.',
    mistake: 'The enum of the edit has the one value that its example shows.',
    breaks: ['row edit-personal-melody/source_type', 'accepted'],
    ways: onEdit({
      readSourceType: (value) => {
        if (value !== 'system') throw new Refusal(422, 'source_type must be system.');
        return value;
      },
    }),
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return !(await api.edit(id, { numbers: [1000], source: 'client' })).accepted;
    },
  },
  {
    id: 'squashed-names-required',
    says: 'A request must have numbercapacityids; the snake_case name is unknown.',
    mistake: 'Written after the JSON of the page, which lost its underscores.',
    breaks: ['D1', 'accepted'],
    ways: {
      readObject: (value) => {
        const body = parsing.readObject(value);
        if (body.number_capacity_ids ?? body.employee_group_ids)
          throw new Refusal(422, 'There is no such field.');
        const { numbercapacityids, employeegroupids, ...rest } = body;
        return {
          ...rest,
          ...(numbercapacityids !== undefined && { number_capacity_ids: numbercapacityids }),
          ...(employeegroupids !== undefined && { employee_group_ids: employeegroupids }),
        };
      },
    },
    shows: addRefused({ numbers: [1000] }),
  },
  {
    id: 'edit-without-change-refused',
    says: 'An edit that changes nothing is refused.',
    mistake: 'No affected rows is taken for no such rule.',
    breaks: ['U5', 'accepted'],
    ways: {
      change: (before, draft) => {
        const next = transactions.change(before, draft);
        if (JSON.stringify(next) === JSON.stringify(before))
          throw new Refusal(404, 'There is no such rule.');
        return next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return !(await api.edit(id, { numbers: [1000] })).accepted;
    },
  },
  {
    id: 'edit-from-numbers-to-groups-refused',
    says: 'A rule of numbers cannot become a rule of groups.',
    mistake: 'The kind of a rule is fixed when it is added.',
    breaks: ['accepted', 'U6'],
    ways: {
      change: (before, draft) => {
        if (before.numbers.length && !draft.numbers)
          throw new Refusal(422, 'The kind of a rule cannot change.');
        return transactions.change(before, draft);
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return !(await api.edit(id, { groups: [2000] })).accepted;
    },
  },
  {
    id: 'login-required',
    says: 'A SIP number without a login is refused.',
    mistake: 'A registration without a login made no sense to the programmer.',
    breaks: ['row edit-sip-number/login', 'accepted'],
    ways: {
      readSip: (b, body) => {
        noMore(body, ['login']);
        return parsing.readSip(b, body);
      },
    },
    shows: async (api) => !(await api.sip({ login: undefined })).accepted,
  },
  {
    id: 'all-sip-fields-required',
    says: 'A SIP number that lacks any field is refused.',
    mistake: 'PUT replaces, so everything must be there, it was thought.',
    breaks: ['row edit-sip-number/comment', 'row edit-sip-number/server_host', 'accepted'],
    ways: {
      readSip: (b, body) => {
        noMore(body, ['login', 'password', 'comment', 'server_host', 'server_port']);
        return parsing.readSip(b, body);
      },
    },
    shows: async (api) => !(await api.sip({ comment: undefined })).accepted,
  },
  {
    id: 'no-port-accepted',
    says: 'A port is refused as text and as an integer.',
    mistake: 'A custom type whose text is compared with a pattern for host and port.',
    breaks: ['D3', 'example edit-sip-number', 'accepted'],
    ways: {
      readPort: (value) => {
        if (value !== undefined && !/^.+:\d+$/.test(String(value)))
          throw new Refusal(422, 'server_port is not of the form host:port.');
        return undefined;
      },
    },
    shows: async (api) =>
      !(await api.sip()).accepted && !(await api.sip({ server_port: '5060' })).accepted,
  },
  {
    id: 'address-refused',
    says: 'An IP address is refused as server_host.',
    mistake: 'A URL is asked for, as the table calls it one.',
    breaks: ['D21', 'example edit-sip-number', 'accepted'],
    ways: {
      readText: (value, name) => {
        if (name === 'server_host' && !String(value).includes('://'))
          throw new Refusal(422, 'server_host must be a URL.');
        return parsing.readText(value, name);
      },
    },
    shows: async (api) => !(await api.sip()).accepted,
  },
  {
    id: 'cyrillic-comment-refused',
    says: 'A comment in Cyrillic is refused.',
    mistake: 'The pattern for logins is used for all texts.',
    breaks: ['example edit-sip-number', 'accepted'],
    ways: {
      readText: (value, name) => {
        if (typeof value === 'string' && /[^ -~]/.test(value))
          throw new Refusal(422, `${name} has forbidden letters.`);
        return parsing.readText(value, name);
      },
    },
    shows: async (api) => !(await api.sip()).accepted,
  },
  {
    id: 'cyrillic-purpose-required',
    says: 'The purpose is accepted only with the Cyrillic letter of the table.',
    mistake: 'Copied from the table of the page.',
    breaks: ['D2', 'example edit-sip-number', 'accepted'],
    ways: {
      readPurpose: (value) => {
        if (value !== 'сompany') throw new Refusal(422, 'purpose must be сompany.');
        return value;
      },
    },
    shows: async (api) => !(await api.sip()).accepted,
  },
  {
    id: 'edit-as-delete',
    says: 'The SIP number is edited by DELETE, as the page prints it; PUT is unknown.',
    mistake: 'The request line of the page was taken to the letter.',
    breaks: ['D4', 'accepted'],
    ways: {
      around: (_db, { method, path }, next) =>
        method === 'PUT' && path.includes('virtual-number')
          ? Promise.resolve({ status: 405, headers: { Allow: 'DELETE' }, body: '' })
          : next(),
    },
    shows: async (api) => !(await api.sip()).accepted,
  },
];
