import { answering } from './answering.ts';
import type { LawfulWay } from './lawful-way.ts';
import { reading } from './reading.ts';
import { Refusal } from './refusal.ts';
import { serving } from './serving.ts';
import type { Draft } from './storage.ts';
import { transactions } from './transactions.ts';

const lent = (ids: readonly number[] | undefined, from: number, to: number) =>
  (ids ?? []).find((id) => (id < from || id > to) && ![250, 256, 258].includes(id));

/** The mock column's rule of D16 turned round: only ids that the account has. */
function checkLent({ numbers, groups, mediaId }: Draft) {
  const stray = lent(numbers, 1000, 1199) ?? lent(groups, 2000, 2199);
  if (stray !== undefined) throw new Refusal(422, `The account has no ${stray}.`);
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

/** Lawful ways to read requests: what is accepted beyond the strict reading, and what isn't. */
export const lawfulRequests: LawfulWay[] = [
  {
    id: 'port-only-as-text',
    says: 'The port is accepted as text alone.',
    why: 'D3',
    ways: {
      readPort: (value) => {
        if (typeof value === 'number') throw new Refusal(422, 'server_port must be a string.');
        return reading.readPort(value);
      },
    },
  },
  {
    id: 'port-only-as-integer',
    says: 'The port is accepted as an integer alone.',
    why: 'D3',
    ways: {
      readPort: (value) => {
        if (typeof value === 'string') throw new Refusal(422, 'server_port must be an integer.');
        return reading.readPort(value);
      },
    },
  },
  {
    id: 'any-text-for-a-port',
    says: 'Any text is accepted as a port, and answered.',
    why: 'D3: the table says string.',
    ways: { readPort: (value) => (typeof value === 'string' ? value : reading.readPort(value)) },
  },
  {
    id: 'merging-rules',
    says: 'An edit of a rule keeps a list that it leaves out.',
    why: 'D10',
    ways: merged,
  },
  {
    id: 'merging-sip',
    says: 'An edit of the SIP number keeps the fields that it leaves out.',
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
    says: 'Edits of rules and of the SIP number keep what they leave out.',
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
    says: 'Numbers 1000-1199, groups 2000-2199 and media 50 and 51 alone are known, others refused.',
    why: 'D16',
    ways: { checkKnown: checkLent },
    refusesExample: 'The documented numbers 352, 446 and 448 are not of the account.',
  },
  {
    id: 'only-known-ids-as-404',
    says: 'An id that the account has not is refused with 404, before the lists are looked at.',
    why: 'D16',
    ways: {
      checkKnown: (draft) => {
        try {
          checkLent(draft);
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
        const { numbercapacityids, employeegroupids, ...body } = reading.readObject(value);
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
    says: 'An edit of an unknown rule makes it.',
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
    says: 'An edit may leave the id out of its body.',
    why: 'D6',
    ways: {
      readBodyId: (value, pathId) =>
        value === undefined ? pathId : reading.readBodyId(value, pathId),
    },
  },
  {
    id: 'empty-lists-accepted',
    says: 'A rule with two empty lists is accepted, and claims nothing.',
    why: 'D11',
    ways: {
      checkLists: (numbers, groups) => {
        if (!numbers && !groups) reading.checkLists(numbers, groups);
      },
    },
  },
  {
    id: 'one-empty-list-refused',
    says: 'A list without elements is refused, even beside a full one.',
    why: 'D11: no page says that [] is a list.',
    ways: {
      readIds: (b, value, field) => {
        const ids = reading.readIds(b, value, field);
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
          : reading.readIds(b, value, field),
    },
  },
  {
    id: 'duplicates-echoed',
    says: 'The same id twice in one list is accepted, and answered twice.',
    why: 'D12',
    ways: {
      readIds: (b, value, field) =>
        Array.isArray(value)
          ? value.map((id: unknown) => b.readInteger(id, field))
          : reading.readIds(b, value, field),
    },
  },
  {
    id: 'null-lists-accepted',
    says: 'null for a list is a list left out.',
    why: 'D13',
    ways: { readIds: (b, value, field) => reading.readIds(b, value ?? undefined, field) },
  },
  {
    id: 'null-texts-accepted',
    says: 'null for an optional field of the SIP number is the field left out.',
    why: 'D25 shows null for it in answers; no page forbids to send it back.',
    ways: {
      readText: (value, field) => reading.readText(value ?? undefined, field),
      readPort: (value) => reading.readPort(value ?? undefined),
    },
  },
  {
    id: 'numeric-strings-accepted',
    says: 'Integers are accepted as text, and answered as integers.',
    why: 'D20',
    ways: {
      readInteger: (value, field) =>
        reading.readInteger(
          typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
          field,
        ),
      readBodyId: (value, pathId) => reading.readBodyId(Number(value), pathId),
    },
  },
  {
    id: 'numbers-as-texts-accepted',
    says: 'A number is accepted for a text, and answered as text.',
    why: 'D20',
    ways: {
      readText: (value, field) =>
        reading.readText(typeof value === 'number' ? String(value) : value, field),
    },
  },
  {
    id: 'single-ids-accepted',
    says: 'An id list may be one integer.',
    why: 'D20',
    ways: {
      readIds: (b, value, field) =>
        reading.readIds(b, typeof value === 'number' ? [value] : value, field),
    },
  },
  {
    id: 'zero-and-negative-ids-accepted',
    says: 'Ids may be 0 or negative.',
    why: 'D22',
    ways: {
      readInteger: (value, field) => {
        if (!Number.isSafeInteger(value)) return reading.readInteger(value, field);
        return Number(value);
      },
    },
  },
  {
    id: 'cyrillic-company-accepted',
    says: 'The look-alike of company is accepted, and answered in Latin letters.',
    why: 'D2',
    ways: {
      readPurpose: (value) => reading.readPurpose(value === 'сompany' ? 'company' : value),
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
        const text = reading.readText(value, field);
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
    says: 'A deletion answers with the whole rule, its id among the fields.',
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
    says: 'Deleting an unknown rule is accepted and answered with the id.',
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
    says: 'A SIP number without a port is answered with 5060.',
    why: 'D25 and D10: no page says what a field left out becomes.',
    ways: { showSip: (b, sip) => answering.showSip(b, { serverPort: 5060, ...sip }) },
  },
];
