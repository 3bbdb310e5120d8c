import { field, type Seen, same } from './client.ts';
import type { Fault } from './fault.ts';
import { type Reply, responding } from './responding.ts';
import { fields, value } from './response-fields.ts';
import type { Operation } from './serving.ts';
import { transactions } from './transactions.ts';

const rules: readonly Operation[] = ['add', 'edit'];

/** Applies a change to the responses to adds and edits. */
const ofRules = (change: (value: unknown) => unknown): Fault['ways'] => ({
  dress: (value, operation) => (rules.includes(operation) ? change(value) : value),
});

const lists = ['number_capacity_ids', 'employee_group_ids'];
const example = { numbers: [352, 446, 448], groups: [93, 103] };

/** Whether the response to the documented add differs from the page. */
const addDiffers =
  (name: string, wanted: unknown): Fault['shows'] =>
  async (api) => {
    const seen = await api.add(example);
    return seen.status > 0 && !same(field(seen.json, name), wanted);
  };

const addSeen =
  (judge: (seen: Seen) => boolean): Fault['shows'] =>
  async (api) =>
    judge(await api.add(example));

const numbersDiffer = addDiffers('number_capacity_ids', example.numbers);

/** Responses about rules with wrong fields, names or forms. */
export const ruleResponseFaults: Fault[] = [
  {
    id: 'squashed-names',
    says: 'Responses have numbercapacityids and employeegroupids.',
    mistake: 'Written after the JSON of the page, which lost its underscores.',
    breaks: ['D1', 'echo'],
    ways: ofRules(
      fields((name, one) => [lists.includes(name) ? name.replaceAll('_', '') : name, one]),
    ),
    shows: numbersDiffer,
  },
  {
    id: 'camel-case-names',
    says: 'Responses have numberCapacityIds and mediaId.',
    mistake: 'The serializer’s naming strategy is set for requests alone.',
    breaks: ['D1', 'echo'],
    ways: ofRules(
      fields((name, one) => [
        name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
        one,
      ]),
    ),
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'lists-swapped',
    says: 'Numbers are returned as groups and groups as numbers.',
    mistake: 'Two positional arguments of the same type in the wrong order.',
    breaks: ['echo'],
    ways: ofRules(
      fields((name, one) => [
        name === lists[0] ? String(lists[1]) : name === lists[1] ? String(lists[0]) : name,
        one,
      ]),
    ),
    shows: numbersDiffer,
  },
  {
    id: 'empty-list-left-out',
    says: 'An empty list is not in the response.',
    mistake: 'The serializer leaves nulls out.',
    breaks: ['D9', 'echo'],
    ways: ofRules(fields((name, one) => (one === null ? undefined : [name, one]))),
    shows: async (api) =>
      field((await api.add({ numbers: [1000] })).json, 'employee_group_ids') === undefined,
  },
  {
    id: 'groups-left-out',
    says: 'Groups are never in the response.',
    mistake: 'The response’s class was not extended for groups.',
    breaks: ['echo'],
    ways: ofRules(fields((name, one) => (name === 'employee_group_ids' ? undefined : [name, one]))),
    shows: addDiffers('employee_group_ids', example.groups),
  },
  {
    id: 'source-left-out',
    says: 'The source type is not in the response.',
    mistake: 'The field is private in the class that is serialized.',
    breaks: ['echo', 'row add-personal-melody/source_type'],
    ways: ofRules(fields((name, one) => (name === 'source_type' ? undefined : [name, one]))),
    shows: addDiffers('source_type', 'system'),
  },
  {
    id: 'ids-as-text',
    says: 'The ids in lists are returned as text.',
    mistake: 'bigint columns come as strings from the driver.',
    breaks: ['echo', 'row add-personal-melody/number_capacity_ids'],
    ways: { showIds: (ids) => (ids.length ? ids.map(String) : null) },
    shows: addDiffers('number_capacity_ids', example.numbers),
  },
  {
    id: 'lists-as-joined-text',
    says: 'A list is returned as one text with commas.',
    mistake: 'GROUP_CONCAT, and no split.',
    breaks: ['echo', 'row add-personal-melody/number_capacity_ids'],
    ways: { showIds: (ids) => (ids.length ? ids.join(',') : null) },
    shows: numbersDiffer,
  },
  {
    id: 'lists-as-objects',
    says: 'A list is returned as an object with positions for names.',
    mistake: 'PHP’s array_filter keeps the keys, and json_encode then writes an object.',
    breaks: ['echo', 'row add-personal-melody/number_capacity_ids'],
    ways: { showIds: (ids) => (ids.length ? { ...ids } : null) },
    shows: numbersDiffer,
  },
  {
    id: 'lists-of-objects',
    says: 'A list is returned as an array of objects with an id.',
    mistake: 'The related rows are serialized instead of their ids.',
    breaks: ['echo', 'row add-personal-melody/number_capacity_ids'],
    ways: { showIds: (ids) => (ids.length ? ids.map((id) => ({ id })) : null) },
    shows: numbersDiffer,
  },
  {
    id: 'first-id-answered',
    says: 'Only the first id of each list is returned.',
    mistake: 'The join gives a row for each id, and fetchOne takes the first.',
    breaks: ['echo'],
    ways: { showIds: (ids) => (ids.length ? ids.slice(0, 1) : null) },
    shows: numbersDiffer,
  },
  {
    id: 'ids-multiplied',
    says: 'If a rule has numbers and groups, each id is returned several times.',
    mistake: 'Two joins make the product of both lists.',
    breaks: ['echo'],
    ways: {
      showRule: (b, rule, operation) =>
        responding.showRule(
          b,
          {
            ...rule,
            numbers: rule.numbers.flatMap((id) => [id, ...rule.groups.slice(1).map(() => id)]),
          },
          operation,
        ),
    },
    shows: numbersDiffer,
  },
  {
    id: 'media-as-text',
    says: 'The media is returned as text.',
    mistake: 'The value of the query’s row is passed on unconverted.',
    breaks: ['echo', 'row add-personal-melody/media_id'],
    ways: ofRules(value('media_id', String)),
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'media-as-object',
    says: 'The media is returned as an object.',
    mistake: 'The related row is serialized instead of its id.',
    breaks: ['echo', 'row add-personal-melody/media_id'],
    ways: ofRules(value('media_id', (id) => ({ id, name: 'Вальс' }))),
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'media-always-50',
    says: 'The media is returned as 50 whatever was sent.',
    mistake: 'The example of the page was left in the template of the response.',
    breaks: ['echo'],
    ways: ofRules(value('media_id', () => 50)),
    shows: async (api) => field((await api.add({ ...example, media: 51 })).json, 'media_id') === 50,
  },
  {
    id: 'source-in-capitals',
    says: 'The source type is returned as SYSTEM.',
    mistake: 'The name of the enum’s member is written instead of its value.',
    breaks: ['echo', 'row add-personal-melody/source_type'],
    ways: ofRules(value('source_type', (type) => String(type).toUpperCase())),
    shows: addDiffers('source_type', 'system'),
  },
  {
    id: 'source-as-number',
    says: 'The source type is returned as 0 or 1.',
    mistake: 'The enum is written by its position.',
    breaks: ['echo', 'row add-personal-melody/source_type'],
    ways: ofRules(value('source_type', (type) => Number(type === 'system'))),
    shows: addDiffers('source_type', 'system'),
  },
  {
    id: 'source-always-system',
    says: 'The source type is returned as system whatever was sent.',
    mistake: 'A default of the serializer.',
    breaks: ['echo'],
    ways: ofRules(value('source_type', () => 'system')),
    shows: async (api) =>
      field((await api.add({ ...example, source: 'client' })).json, 'source_type') === 'system',
  },
  {
    id: 'wrapped-in-data',
    says: 'Responses are wrapped in {"data": …}.',
    mistake: 'The framework’s default resource wrapper.',
    breaks: ['echo', 'D7'],
    ways: { dress: (data) => ({ data }) },
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'wrapped-in-result',
    says: 'Responses are wrapped in a JSON-RPC result.',
    mistake: '«Введение» was believed against every page.',
    breaks: ['echo', 'D7'],
    ways: { dress: (result) => ({ jsonrpc: '2.0', result, id: 1 }) },
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'array-around-the-rule',
    says: 'An added rule is returned as an array of one.',
    mistake: 'RETURNING * gives rows, and all are passed on.',
    breaks: ['echo', 'D7'],
    ways: ofRules((rule) => [rule]),
    shows: addSeen(({ json }) => Array.isArray(json)),
  },
  {
    id: 'json-in-json',
    says: 'Responses are JSON text within a JSON string.',
    mistake: 'JSON.stringify, and then response.json() of its result.',
    breaks: ['echo', 'D7'],
    ways: { encode: (one) => JSON.stringify(JSON.stringify(one)) },
    shows: addSeen(({ json }) => typeof json === 'string'),
  },
  {
    id: 'only-the-id-answered',
    says: 'An add returns the id alone.',
    mistake: 'What the other services of the company do.',
    breaks: ['echo'],
    ways: {
      dress: (rule, operation) => (operation === 'add' ? { id: field(rule, 'id') } : rule),
    },
    shows: addDiffers('media_id', 50),
  },
  {
    id: 'edit-answers-only-changes',
    says: 'An edit returns the fields that have changed.',
    mistake: 'The ORM’s set of changes is returned.',
    breaks: ['echo'],
    ways: {
      dress: (rule, operation) =>
        operation === 'edit'
          ? fields((key, v) => (key === 'id' ? [key, v] : undefined))(rule)
          : rule,
    },
    shows: async (api) => {
      const id = await api.addForId(example);
      return field((await api.edit(id, example)).json, 'media_id') === undefined;
    },
  },
  {
    id: 'add-answers-204',
    says: 'An add returns 204 and no body.',
    mistake: 'The handler returns nothing, and the framework makes 204 of it.',
    breaks: ['D7', 'echo', 'identity'],
    ways: {
      accept: (b, shown, operation) =>
        operation === 'add'
          ? { status: 204, headers: {}, body: '' }
          : responding.accept(b, shown, operation),
    },
    shows: addSeen(({ status }) => status === 204),
  },
  {
    id: 'edit-answers-nothing',
    says: 'An edit returns 200 and no body.',
    mistake: 'A forgotten return.',
    breaks: ['D7', 'echo'],
    ways: {
      accept: (b, shown, operation) =>
        operation === 'edit'
          ? { status: 200, headers: {}, body: '' }
          : responding.accept(b, shown, operation),
    },
    shows: async (api) => (await api.edit(await api.addForId(example), example)).text === '',
  },
  {
    id: 'edit-answers-the-old-rule',
    says: 'An edit returns the rule as it was before.',
    mistake: 'findOneAndUpdate, without the option to return the new one.',
    breaks: ['echo', 'stored'],
    ways: {
      edit: async (b, db, account, id, draft) => {
        const before = b.find(db, account, id);
        const next = await transactions.edit(b, db, account, id, draft);
        return before ?? next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return field((await api.edit(id, { numbers: [1000], media: 51 })).json, 'media_id') === 50;
    },
  },
  {
    id: 'answers-as-html',
    says: 'Responses are declared to be text/html.',
    mistake: 'PHP’s default content type.',
    breaks: ['content-type'],
    ways: { contentType: () => 'text/html; charset=UTF-8' },
    shows: addSeen(({ type }) => type.startsWith('text/html')),
  },
  {
    id: 'answers-as-plain-text',
    says: 'Responses are declared to be text/plain.',
    mistake: 'response.send(text) instead of response.json(value).',
    breaks: ['content-type'],
    ways: { contentType: () => 'text/plain; charset=utf-8' },
    shows: addSeen(({ type }) => type.startsWith('text/plain')),
  },
  {
    id: 'answers-without-content-type',
    says: 'Responses have no content type.',
    mistake: 'The header was never set.',
    breaks: ['content-type'],
    ways: {
      accept: (b, shown, operation): Reply => ({
        status: 200,
        headers: {},
        body: b.encode(b.dress(shown, operation)),
      }),
    },
    shows: addSeen(({ type }) => type === ''),
  },
  {
    id: 'list-as-html',
    says: 'Only the list is declared to be text/html.',
    mistake: 'The list comes from a cache that keeps the body alone.',
    breaks: ['content-type'],
    needs: 'list',
    ways: {
      contentType: (operation) =>
        operation === 'list' ? 'text/html' : responding.contentType(operation),
    },
    shows: async (api) => (await api.list()).type.startsWith('text/html'),
  },
  {
    id: 'notice-before-json',
    says: 'A warning of the interpreter precedes the JSON.',
    mistake: 'display_errors is on in production.',
    breaks: ['content-type', 'echo'],
    ways: { encode: (one) => `Notice: Undefined index: id in melody.php\n${JSON.stringify(one)}` },
    shows: addSeen(({ json, status }) => status === 200 && json === undefined),
  },
  {
    id: 'json-cut-off',
    says: 'JSON with Cyrillic letters is cut off.',
    mistake: 'Content-Length is the number of characters, not of bytes.',
    breaks: ['echo', 'content-type'],
    ways: {
      encode: (one) => {
        const text = JSON.stringify(one);
        return Buffer.from(text).subarray(0, text.length);
      },
    },
    shows: async (api) => (await api.sip()).json === undefined,
  },
  {
    id: 'list-wrapped',
    says: 'The list is an object with items and a total.',
    mistake: 'The framework’s default page object.',
    breaks: ['stored'],
    needs: 'list',
    ways: { showList: (b, all) => ({ items: responding.showList(b, all), total: all.length }) },
    shows: async (api) => !Array.isArray((await api.list()).json),
  },
  {
    id: 'list-by-id',
    says: 'The list is an object with the ids for names.',
    mistake: 'The map of the store is serialized as it is.',
    breaks: ['stored'],
    needs: 'list',
    ways: {
      showList: (b, all) => Object.fromEntries(all.map((r) => [r.id, b.showRule(b, r, 'list')])),
    },
    shows: async (api) => !Array.isArray((await api.list()).json),
  },
  {
    id: 'list-with-squashed-names',
    says: 'Only the list has numbercapacityids.',
    mistake: 'Written after the JSON of the list’s page.',
    breaks: ['D1', 'stored'],
    needs: 'list',
    ways: {
      showList: (b, all) =>
        all.map((r) =>
          fields((name, one) => [lists.includes(name) ? name.replaceAll('_', '') : name, one])(
            b.showRule(b, r, 'list'),
          ),
        ),
    },
    shows: async (api) => {
      const rule = await api.shown(await api.addForId(example));
      return field(rule, 'number_capacity_ids') === undefined;
    },
  },
  {
    id: 'delete-answers-success',
    says: 'A deletion returns {"success": true}.',
    mistake: 'What the other services of the company do.',
    breaks: ['echo'],
    needs: 'delete',
    ways: { showRemoved: () => ({ success: true }) },
    shows: async (api) => {
      const id = await api.addForId(example);
      return field((await api.remove(id)).json, 'id') !== id;
    },
  },
];
