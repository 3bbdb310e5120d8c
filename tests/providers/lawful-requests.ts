import type { LawfulWay } from './lawful-way.ts';
import { parsing } from './parsing.ts';
import { Refusal } from './refusal.ts';
import { responding } from './responding.ts';
import { serving } from './serving.ts';
import type { Draft } from './storage.ts';
import { transactions } from './transactions.ts';

const unknownIn = (ids: readonly number[] | undefined, from: number, to: number) =>
  (ids ?? []).find((id) => (id < from || id > to) && ![250, 256, 258].includes(id));

/** The opposite of what the mock does for D16: accepts only ids that the account has. */
function checkAccountIds({ numbers, groups, mediaId }: Draft) {
  const unknown = unknownIn(numbers, 1000, 1199) ?? unknownIn(groups, 2000, 2199);
  if (unknown !== undefined) throw new Refusal(422, `The account has no ${unknown}.`);
  if (mediaId !== 50 && mediaId !== 51) throw new Refusal(422, `There is no media ${mediaId}.`);
}

const merged: LawfulWay['ways'] = {
  change: (before, { numbers, groups, sourceType, mediaId }) => ({
    ...before,
    numbers: numbers ?? before.numbers,
    groups: groups ?? before.groups,
    sourceType,
    mediaId,
  }),
};

/** Lawful ways to read requests: more or less tolerant than the strict one. */
export const lawfulRequests: LawfulWay[] = [
  {
    id: 'port-only-as-text',
    says: 'The port is accepted only as text.',
    why: 'D3',
    ways: {
      readPort: (value) => {
        if (typeof value === 'number') throw new Refusal(422, 'server_port must be a string.');
        return parsing.readPort(value);
      },
    },
  },
  {
    id: 'port-only-as-integer',
    says: 'The port is accepted only as an integer.',
    why: 'D3',
    ways: {
      readPort: (value) => {
        if (typeof value === 'string') throw new Refusal(422, 'server_port must be an integer.');
        return parsing.readPort(value);
      },
    },
  },
  {
    id: 'any-text-for-a-port',
    says: 'Any text is accepted as a port, and returned.',
    why: 'D3: the table says string.',
    ways: { readPort: (value) => (typeof value === 'string' ? value : parsing.readPort(value)) },
  },
  {
    id: 'merging-rules',
    says: 'An edit of a rule keeps a list that it omits.',
    why: 'D10',
    ways: merged,
  },
  {
    id: 'merging-sip',
    says: 'An edit of the SIP number keeps the fields that it omits.',
    why: 'D10',
    ways: {
      changeSip: (before, sent) => ({
        ...before,
        ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      }),
    },
  },
  {
    id: 'merging-all',
    says: 'Edits of rules and of the SIP number keep what they omit.',
    why: 'D10',
    ways: {
      ...merged,
      changeSip: (before, sent) => ({
        ...before,
        ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      }),
    },
  },
  {
    id: 'only-known-ids',
    says: 'Only numbers 1000-1199, groups 2000-2199 and media 50 and 51 are known; others are refused.',
    why: 'D16',
    ways: { checkKnown: checkAccountIds },
    refusesExample: 'The documented numbers 352, 446 and 448 are not of the account.',
  },
  {
    id: 'only-known-ids-as-404',
    says: 'An id that the account does not have is refused with 404, before the lists are checked.',
    why: 'D16',
    ways: {
      checkKnown: (draft) => {
        try {
          checkAccountIds(draft);
        } catch {
          throw new Refusal(404, 'Not found.');
        }
      },
    },
    refusesExample: 'The documented numbers 352, 446 and 448 are not of the account.',
  },
  {
    id: 'unknown-fields-ignored',
    says: 'Unknown fields of a request are ignored.',
    why: 'D14',
    ways: { checkFields() {} },
  },
  {
    id: 'squashed-names-understood',
    says: 'Unknown fields of a request are ignored, and squashed names of the lists are understood.',
    why: 'D1, D14',
    ways: {
      checkFields() {},
      readObject: (value) => {
        const { numbercapacityids, employeegroupids, ...body } = parsing.readObject(value);
        return {
          number_capacity_ids: numbercapacityids,
          employee_group_ids: employeegroupids,
          ...body,
        };
      },
    },
  },
  {
    id: 'upserting',
    says: 'An edit of an unknown rule adds it.',
    why: 'D17 decides "refused" for the mock, the verifier reports; PUT means as much.',
    ways: { editUnknown: (wanted) => wanted },
  },
  {
    id: 'path-wins',
    says: 'The id of an edit is that of the path, whatever the body says.',
    why: 'D5',
    ways: { readBodyId: (_value, pathId) => pathId },
  },
  {
    id: 'body-id-optional',
    says: 'An edit may omit the id in its body.',
    why: 'D6',
    ways: {
      readBodyId: (value, pathId) =>
        value === undefined ? pathId : parsing.readBodyId(value, pathId),
    },
  },
  {
    id: 'empty-lists-accepted',
    says: 'A rule with two empty lists is accepted, and claims nothing.',
    why: 'D11',
    ways: {
      checkLists: (numbers, groups) => {
        if (!numbers && !groups) parsing.checkLists(numbers, groups);
      },
    },
  },
  {
    id: 'one-empty-list-refused',
    says: 'An empty list is refused, even beside a full one.',
    why: 'D11: no page says that [] is a list.',
    ways: {
      readIds: (b, value, field) => {
        const ids = parsing.readIds(b, value, field);
        if (ids?.length === 0) throw new Refusal(422, `${field} must not be empty.`);
        return ids;
      },
    },
  },
  {
    id: 'duplicates-accepted',
    says: 'The same id twice in one list is accepted and kept once.',
    why: 'D12',
    ways: {
      readIds: (b, value, field) =>
        Array.isArray(value)
          ? [...new Set(value.map((id: unknown) => b.readInteger(id, field)))]
          : parsing.readIds(b, value, field),
    },
  },
  {
    id: 'duplicates-echoed',
    says: 'The same id twice in one list is accepted, and returned twice.',
    why: 'D12',
    ways: {
      readIds: (b, value, field) =>
        Array.isArray(value)
          ? value.map((id: unknown) => b.readInteger(id, field))
          : parsing.readIds(b, value, field),
    },
  },
  {
    id: 'null-lists-accepted',
    says: 'null for a list means that it is omitted.',
    why: 'D13',
    ways: { readIds: (b, value, field) => parsing.readIds(b, value ?? undefined, field) },
  },
  {
    id: 'null-texts-accepted',
    says: 'null for an optional field of the SIP number means that it is omitted.',
    why: 'D25 shows null for it in responses; no page forbids sending it back.',
    ways: {
      readText: (value, field) => parsing.readText(value ?? undefined, field),
      readPort: (value) => parsing.readPort(value ?? undefined),
    },
  },
  {
    id: 'numeric-strings-accepted',
    says: 'Integers are accepted as text, and returned as integers.',
    why: 'D20',
    ways: {
      readInteger: (value, field) =>
        parsing.readInteger(
          typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
          field,
        ),
      readBodyId: (value, pathId) => parsing.readBodyId(Number(value), pathId),
    },
  },
  {
    id: 'numbers-as-texts-accepted',
    says: 'A number is accepted as a text, and returned as text.',
    why: 'D20',
    ways: {
      readText: (value, field) =>
        parsing.readText(typeof value === 'number' ? String(value) : value, field),
    },
  },
  {
    id: 'single-ids-accepted',
    says: 'An id list may be one integer.',
    why: 'D20',
    ways: {
      readIds: (b, value, field) =>
        parsing.readIds(b, typeof value === 'number' ? [value] : value, field),
    },
  },
  {
    id: 'zero-and-negative-ids-accepted',
    says: 'Ids may be 0 or negative.',
    why: 'D22',
    ways: {
      readInteger: (value, field) => {
        if (!Number.isSafeInteger(value)) return parsing.readInteger(value, field);
        return Number(value);
      },
    },
  },
  {
    id: 'cyrillic-company-accepted',
    says: 'The look-alike of company is accepted, and returned in Latin letters.',
    why: 'D2',
    ways: {
      readPurpose: (value) => parsing.readPurpose(value === 'сompany' ? 'company' : value),
    },
  },
  {
    id: 'charset-needed',
    says: 'The content type must name the charset UTF-8, in any case.',
    why: '«Соглашения» ask for application/json; charset=UTF-8.',
    ways: {
      checkContentType: (header) => {
        if (!/^application\/json *; *charset="?utf-8"?$/i.test(header ?? ''))
          throw new Refusal(415, 'Send application/json; charset=UTF-8.');
      },
    },
  },
  {
    id: 'host-must-be-an-address',
    says: 'server_host must be an IPv4 address.',
    why: 'D21: the verifier sends the documented form.',
    ways: {
      readText: (value, field) => {
        const text = parsing.readText(value, field);
        if (field === 'server_host' && text !== undefined && !/^\d+(\.\d+){3}$/.test(text))
          throw new Refusal(422, 'server_host must be an IPv4 address.');
        return text;
      },
    },
  },
  {
    id: 'checks-after-lookup',
    says: 'An edit looks for its rule before it reads the body.',
    why: 'No page gives an order of checks.',
    ways: {
      perform: async (b, db, account, route, request) => {
        const id = Number(route.id);
        if (route.operation === 'edit' && !transactions.find(db, account, id))
          throw new Refusal(404, 'There is no such rule.');
        return serving.perform(b, db, account, route, request);
      },
    },
  },
  {
    id: 'delete-answers-the-rule',
    says: 'A deletion returns the whole rule, including its id.',
    why: 'D15',
    ways: {
      showRemoved: (rule) => ({
        id: rule.id,
        source_type: rule.sourceType,
        media_id: rule.mediaId,
        deleted: true,
      }),
    },
  },
  {
    id: 'delete-is-idempotent',
    says: 'Deleting an unknown rule is accepted and returned with the id.',
    why: 'No page says what deleting an unknown rule does.',
    ways: {
      remove: async (b, db, account, id) =>
        transactions.find(db, account, id)
          ? transactions.remove(b, db, account, id)
          : { account, id, numbers: [], groups: [], sourceType: 'system', mediaId: 50 },
    },
  },
  {
    id: 'port-default',
    says: 'A SIP number without a port returns 5060.',
    why: 'D25 and D10: no page says what a field left out becomes.',
    ways: { showSip: (b, sip) => responding.showSip(b, { serverPort: 5060, ...sip }) },
  },
];
