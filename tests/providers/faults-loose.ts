import { type Client, field, ruleBody, sipBody } from './client.ts';
import type { Fault } from './fault.ts';
import { onAdd, onEdit } from './one-operation.ts';
import { parsing } from './parsing.ts';
import { transactions } from './transactions.ts';

type Sent = Record<string, unknown>;

const add = ruleBody({ numbers: [1000], groups: [2000] });
const post = (api: Client, body: unknown, type?: string) =>
  api.send('POST', '/melodies/personal', body, type);

/** Whether an add with these changes is accepted. */
const addAccepted =
  (changes: Sent): Fault['shows'] =>
  async (api) =>
    (await post(api, { ...add, ...changes })).accepted;

const editAccepted =
  (changes: Sent): Fault['shows'] =>
  async (api) => {
    const id = await api.addForId({ numbers: [1000] });
    const body = { ...add, id, ...changes };
    return (await api.send('PUT', `/melodies/personal/${id}`, body)).accepted;
  };

const sipAccepted =
  (changes: Sent): Fault['shows'] =>
  async (api) =>
    (await api.sip(changes)).accepted;

const anySource = { readSourceType: (value: unknown) => String(value ?? 'system') };

/** Accepts what the rows of the pages forbid. */
export const looseFaults: Fault[] = [
  {
    id: 'source-not-required',
    says: 'A rule without source_type is accepted as a system one.',
    mistake: 'The column has a default.',
    breaks: ['row add-personal-melody/source_type', 'row edit-personal-melody/source_type'],
    ways: {
      readSourceType: (value) => (value === undefined ? 'system' : parsing.readSourceType(value)),
    },
    shows: addAccepted({ source_type: undefined }),
  },
  {
    id: 'source-not-required-on-edit',
    says: 'An edit without source_type is accepted.',
    mistake: 'Edits share a validator in which everything is optional.',
    breaks: ['row edit-personal-melody/source_type'],
    ways: onEdit(anySource),
    shows: editAccepted({ source_type: undefined }),
  },
  {
    id: 'source-may-be-null',
    says: 'null for source_type is accepted.',
    mistake: 'The validator passes over nulls as it does over what is left out.',
    breaks: ['row add-personal-melody/source_type', 'D20'],
    ways: {
      readSourceType: (value) => (value === null ? 'system' : parsing.readSourceType(value)),
    },
    shows: addAccepted({ source_type: null }),
  },
  {
    id: 'any-source',
    says: 'Any source type is accepted, and stored.',
    mistake: 'The column is a text without a constraint.',
    breaks: ['row add-personal-melody/source_type', 'row edit-personal-melody/source_type'],
    ways: {
      readSourceType: (value) =>
        typeof value === 'string' ? value : parsing.readSourceType(value),
    },
    shows: addAccepted({ source_type: 'robot' }),
  },
  {
    id: 'unknown-source-becomes-system',
    says: 'An unknown source type is silently replaced by system.',
    mistake: '`value === "client" ? "client" : "system"`.',
    breaks: ['row add-personal-melody/source_type', 'echo'],
    ways: { readSourceType: (value) => (value === 'client' ? 'client' : 'system') },
    shows: addAccepted({ source_type: 'robot' }),
  },
  {
    id: 'any-source-on-edit',
    says: 'Any source type is accepted by an edit.',
    mistake: 'The edit trusts its form.',
    breaks: ['row edit-personal-melody/source_type'],
    ways: onEdit(anySource),
    shows: editAccepted({ source_type: 'robot' }),
  },
  {
    id: 'media-not-required',
    says: 'A rule without media_id is accepted.',
    mistake: 'The column may be NULL.',
    breaks: ['row add-personal-melody/media_id'],
    ways: onAdd({ readMedia: (b, value) => parsing.readMedia(b, value ?? 50) }),
    shows: addAccepted({ media_id: undefined }),
  },
  {
    id: 'media-not-required-on-edit',
    says: 'An edit without media_id is accepted.',
    mistake: 'Edits share a validator in which everything is optional.',
    breaks: ['row edit-personal-melody/media_id'],
    ways: onEdit({ readMedia: (b, value) => parsing.readMedia(b, value ?? 50) }),
    shows: editAccepted({ media_id: undefined }),
  },
  {
    id: 'media-may-be-null',
    says: 'null for media_id is accepted.',
    mistake: 'The validator passes over nulls as it does over what is left out.',
    breaks: ['row add-personal-melody/media_id', 'D20'],
    ways: { readMedia: (b, value) => parsing.readMedia(b, value === null ? 50 : value) },
    shows: addAccepted({ media_id: null }),
  },
  {
    id: 'media-may-be-a-word',
    says: 'A word for media_id is accepted.',
    mistake: 'Number(value) || default.',
    breaks: ['row add-personal-melody/media_id', 'D20'],
    ways: {
      readMedia: (b, value) =>
        value === undefined || value === null
          ? b.readInteger(value, 'media_id')
          : Number(value) || 50,
    },
    shows: addAccepted({ media_id: 'waltz' }),
  },
  {
    id: 'media-may-be-an-object',
    says: 'An object for media_id is accepted.',
    mistake: 'An id is read from it, and a default taken.',
    breaks: ['row add-personal-melody/media_id', 'D20'],
    ways: {
      readMedia: (b, value) =>
        typeof value === 'object' && value !== null
          ? Number(field(value, 'id') ?? 50)
          : parsing.readMedia(b, value),
    },
    shows: addAccepted({ media_id: { id: 50 } }),
  },
  {
    id: 'no-list-needed',
    says: 'A rule with neither list is accepted.',
    mistake: 'Both lists were declared optional, and nothing asks for one of them.',
    breaks: [
      'row add-personal-melody/number_capacity_ids',
      'row add-personal-melody/employee_group_ids',
    ],
    ways: onAdd({ checkLists() {} }),
    shows: addAccepted({ number_capacity_ids: undefined, employee_group_ids: undefined }),
  },
  {
    id: 'no-list-needed-on-edit',
    says: 'An edit with neither list is accepted.',
    mistake: 'Edits share a validator in which everything is optional.',
    breaks: [
      'row edit-personal-melody/number_capacity_ids',
      'row edit-personal-melody/employee_group_ids',
    ],
    ways: onEdit({ checkLists() {} }),
    shows: editAccepted({ number_capacity_ids: undefined, employee_group_ids: undefined }),
  },
  {
    id: 'words-in-lists-dropped',
    says: 'Words in an id list are silently dropped.',
    mistake: 'map(Number).filter(Boolean).',
    breaks: ['row add-personal-melody/number_capacity_ids', 'D20', 'echo'],
    ways: {
      readIds: (b, value, name) =>
        parsing.readIds(b, Array.isArray(value) ? value.map(Number).filter(Boolean) : value, name),
    },
    shows: addAccepted({ number_capacity_ids: [1000, 'abc'] }),
  },
  {
    id: 'words-in-groups-accepted',
    says: 'Words in the list of groups are dropped; in the list of numbers they are refused.',
    mistake: 'Only the older of the two fields has a validator.',
    breaks: ['row add-personal-melody/employee_group_ids', 'D20'],
    ways: {
      readIds: (b, value, name) =>
        parsing.readIds(
          b,
          Array.isArray(value) && name === 'employee_group_ids'
            ? value.map(Number).filter(Boolean)
            : value,
          name,
        ),
    },
    shows: addAccepted({ employee_group_ids: ['sales'] }),
  },
  {
    id: 'objects-in-lists-accepted',
    says: 'Objects in an id list are accepted by their id.',
    mistake: 'Meant for a client of the own house that sends whole rows.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'D20'],
    ways: {
      readInteger: (value, name) => parsing.readInteger(field(value, 'id') ?? value, name),
    },
    shows: addAccepted({ number_capacity_ids: [{ id: 1000 }] }),
  },
  {
    id: 'nulls-in-lists-dropped',
    says: 'null in an id list is silently dropped.',
    mistake: 'filter(Boolean) before the check.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'D20'],
    ways: {
      readIds: (b, value, name) =>
        parsing.readIds(b, Array.isArray(value) ? value.filter(Boolean) : value, name),
    },
    shows: addAccepted({ number_capacity_ids: [1000, null] }),
  },
  {
    id: 'object-for-a-list',
    says: 'An object for an id list is accepted by its values.',
    mistake: 'PHP arrays: a list and a map are the same thing.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'D20'],
    ways: {
      readIds: (b, value, name) =>
        parsing.readIds(
          b,
          typeof value === 'object' && value !== null ? Object.values(value) : value,
          name,
        ),
    },
    shows: addAccepted({ number_capacity_ids: { first: 1000 } }),
  },
  {
    id: 'word-for-a-list',
    says: 'A word for an id list counts as an omitted list.',
    mistake: 'Array.isArray(value) ? value : undefined.',
    breaks: ['row add-personal-melody/number_capacity_ids', 'D20'],
    ways: {
      readIds: (b, value, name) =>
        typeof value === 'string' ? undefined : parsing.readIds(b, value, name),
    },
    shows: addAccepted({ number_capacity_ids: 'all' }),
  },
  {
    id: 'purpose-not-required',
    says: 'A SIP number without a purpose is accepted.',
    mistake: 'It has but one value, so a default was thought to do.',
    breaks: ['row edit-sip-number/purpose'],
    ways: { readPurpose: (value) => parsing.readPurpose(value === undefined ? 'company' : value) },
    shows: sipAccepted({ purpose: undefined }),
  },
  {
    id: 'any-purpose',
    says: 'Any purpose is accepted.',
    mistake: 'A text column without a constraint.',
    breaks: ['row edit-sip-number/purpose'],
    ways: {
      readPurpose: (value) => (typeof value === 'string' ? value : parsing.readPurpose(value)),
    },
    shows: sipAccepted({ purpose: 'private' }),
  },
  {
    id: 'purpose-may-be-null',
    says: 'null for the purpose is accepted.',
    mistake: 'The validator passes over nulls as it does over what is left out.',
    breaks: ['row edit-sip-number/purpose', 'D20'],
    ways: { readPurpose: (value) => parsing.readPurpose(value === null ? 'company' : value) },
    shows: sipAccepted({ purpose: null }),
  },
  {
    id: 'object-for-a-text',
    says: 'An object for a text is accepted as [object Object].',
    mistake: 'String(value).',
    breaks: ['row edit-sip-number/login', 'row edit-sip-number/comment', 'D20'],
    ways: { readText: (value) => (value === undefined ? undefined : String(value)) },
    shows: sipAccepted({ login: { name: 'login' } }),
  },
  {
    id: 'array-for-a-comment',
    says: 'An array for the comment is accepted, joined with commas.',
    mistake: 'String(value) in the field that was added last.',
    breaks: ['row edit-sip-number/comment', 'D20'],
    ways: {
      readText: (value, name) =>
        name === 'comment' && Array.isArray(value) ? value.join() : parsing.readText(value, name),
    },
    shows: sipAccepted({ comment: ['one', 'two'] }),
  },
  {
    id: 'object-for-a-port',
    says: 'An object for the port is accepted, and the port lost.',
    mistake: 'Number(value) || undefined.',
    breaks: ['row edit-sip-number/server_port', 'D20'],
    ways: {
      readPort: (value) => (typeof value === 'object' ? undefined : parsing.readPort(value)),
    },
    shows: sipAccepted({ server_port: { number: 5060 } }),
  },
  {
    id: 'array-for-a-body',
    says: 'An array around the rule is accepted as a body.',
    mistake: 'The bulk import calls the same handler.',
    breaks: ['types'],
    ways: { readObject: (value) => parsing.readObject(Array.isArray(value) ? value[0] : value) },
    shows: async (api) => (await post(api, [add])).accepted,
  },
  {
    id: 'json-in-json-accepted',
    says: 'A JSON string that holds the rule as text is accepted as a body.',
    mistake: 'Parsed again and again until it is no string.',
    breaks: ['types'],
    ways: {
      readObject: (value) =>
        parsing.readObject(typeof value === 'string' ? JSON.parse(value) : value),
    },
    shows: async (api) => (await post(api, JSON.stringify(JSON.stringify(add)))).accepted,
  },
  {
    id: 'cut-json-repaired',
    says: 'JSON that is cut off is completed and accepted.',
    mistake: 'A tolerant parser, made for configuration files.',
    breaks: ['bad JSON'],
    ways: {
      parse: (body) => {
        const text = body.toString();
        try {
          return JSON.parse(text);
        } catch {
          return parsing.parse(Buffer.from(`${text.replace(/,\s*$/, '')}}`));
        }
      },
    },
    shows: async (api) => (await post(api, JSON.stringify(add).slice(0, -1))).accepted,
  },
  {
    id: 'form-accepted',
    says: 'A body that is not JSON is read as field=value, and such a form is accepted.',
    mistake: 'A body parser that falls back to forms.',
    breaks: ['bad JSON', 'content-type'],
    ways: {
      checkContentType() {},
      parse: (body) => {
        try {
          return parsing.parse(body);
        } catch {
          const form = Object.fromEntries(new URLSearchParams(body.toString()));
          const ids = (text: string | undefined) => text?.split(',').map(Number);
          return {
            number_capacity_ids: ids(form.number_capacity_ids),
            source_type: form.source_type,
            media_id: Number(form.media_id),
          };
        }
      },
    },
    shows: async (api) =>
      (await post(api, 'number_capacity_ids=1000&source_type=system&media_id=50')).accepted,
  },
  {
    id: 'any-content-type',
    says: 'A body that is declared to be text/plain is accepted.',
    mistake: 'The body is parsed whatever it says that it is.',
    breaks: ['content-type'],
    ways: { checkContentType() {} },
    shows: async (api) => (await post(api, JSON.stringify(add), 'text/plain')).accepted,
  },
  {
    id: 'xml-content-type-accepted',
    says: 'A body that is declared to be XML, and is JSON, is accepted.',
    mistake: 'The list of content types was taken over from the old system.',
    breaks: ['content-type'],
    ways: {
      checkContentType: (header) => {
        if (header !== 'application/xml') parsing.checkContentType(header);
      },
    },
    shows: async (api) =>
      (
        await api.send(
          'PUT',
          '/numbers/virtual-number/608',
          JSON.stringify(sipBody),
          'application/xml',
        )
      ).accepted,
  },
  {
    id: 'invalid-add-stored-anyway',
    says: 'A rule with an unknown source type is refused, and its ids are claimed.',
    mistake: 'Validation runs after the save, and nothing is rolled back.',
    breaks: ['U12'],
    ways: {
      readSourceType: (value) => String(value),
      add: async (b, db, account, draft) => {
        const rule = await transactions.add(b, db, account, draft);
        parsing.readSourceType(draft.sourceType);
        return rule;
      },
    },
    shows: async (api) => {
      const bad = await api.add({ numbers: [1000], source: 'robot' });
      return bad.refused && !(await api.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'invalid-edit-stored-anyway',
    says: 'An edit with an unknown source type is refused, and changes the lists.',
    mistake: 'Validation runs after the save, and nothing is rolled back.',
    breaks: ['U12', 'U4'],
    ways: {
      readSourceType: (value) => String(value),
      add: async (b, db, account, draft) => {
        parsing.readSourceType(draft.sourceType);
        return transactions.add(b, db, account, draft);
      },
      edit: async (b, db, account, id, draft) => {
        const rule = await transactions.edit(b, db, account, id, draft);
        parsing.readSourceType(draft.sourceType);
        return rule;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1001], source: 'robot' });
      return (await api.add({ numbers: [1000] })).accepted;
    },
  },
];
