import type { Fields } from '../parsing.ts';
import { Refusal } from '../refusal.ts';
import type { Rule } from '../storage.ts';
import { editable, oneOf, purposes, readCity, readMobile, readSip, types } from './fields.ts';
import { blankNumber, type Kept, nextId, type Row } from './kept.ts';

/** What the provider of all pages does, in functions small enough to replace one by one. */
export interface Pages {
  /** Whether the list of numbers has a number, by the query. */
  matches(number: Row, query: URLSearchParams): boolean;
  showNumber(number: Row): Fields;
  /** What a read of a number answers. */
  showFound(p: Pages, kept: Kept, number: Row): Fields;
  /** What an added mobile number answers. */
  showAddedMobile(number: Row): Fields;
  find(rows: readonly Row[], id: number): Row | undefined;
  /** Adds a number, and returns it. */
  addNumber(kept: Kept, sent: Fields): Row;
  /** The fields that an edit of a number of this type may have. */
  editable(type: unknown): readonly string[];
  /** Reads an edit of a number of this type. */
  readEdit(type: unknown, body: Fields): Fields;
  /** The number as an edit leaves it. */
  change(before: Row, sent: Fields): Row;
  /** Refuses to delete a number that stays. */
  checkDeletable(number: Row): void;
  removeNumber(kept: Kept, id: number): void;
  /** Refuses to delete a file that something names. */
  checkUnused(kept: Kept, rules: readonly Rule[], id: number): void;
  removeFile(kept: Kept, id: number): void;
  showFile(file: Row): Fields;
  showAddedFile(p: Pages, file: Row): Fields;
  saveMain(kept: Kept, main: Row): void;
  /** What a read of the main melodies answers. */
  showMain(main: Row): Fields;
  showGroup(group: Row): Fields;
  showEmployee(kept: Kept, employee: Row): Fields;
}

const readers: Readonly<Record<string, (body: Fields) => Fields>> = {
  sip_registration: readSip,
  def: readMobile,
  abc: readCity,
};

const hidden = ['login', 'password', 'server_host', 'server_port'];

/** As the pages say. */
export const pages: Pages = {
  matches(number, query) {
    const [type, purpose] = [query.get('type'), query.get('purpose')];
    if (type !== null) oneOf(types, type, 'type');
    if (purpose !== null) oneOf(purposes, purpose, 'purpose');
    return ['number', 'type', 'purpose'].every((name) =>
      query.getAll(name).every((value) => number[name] === value),
    );
  },
  showNumber: (number) =>
    Object.fromEntries(Object.entries(number).filter(([name]) => !hidden.includes(name))),
  showFound: (p, _kept, number) => p.showNumber(number),
  showAddedMobile: ({ app_id, sip_uri, redirect_number, ...shown }) => shown,
  find: (rows, id) => rows.find((row) => row.id === id),
  addNumber(kept, sent) {
    kept.lastNumber = nextId(kept.numbers, kept.lastNumber);
    const made = { state: 'active', region_name: 'регион Москва', app_id: 1200054 };
    const number = { ...blankNumber, ...made, ...sent, id: kept.lastNumber };
    kept.numbers.push(number);
    return number;
  },
  editable(type) {
    const names = editable[String(type)];
    if (names === undefined) throw new Refusal(409, `A number of type ${type} is not edited.`);
    return names;
  },
  readEdit: (type, body) => readers[String(type)]?.(body) ?? {},
  change: (before, sent) => ({ ...before, ...sent }),
  checkDeletable({ id, type }) {
    if (type === 'abc') throw new Refusal(409, `${id} is a city number, which stays.`);
  },
  removeNumber(kept, id) {
    kept.numbers = kept.numbers.filter((number) => number.id !== id);
  },
  checkUnused({ groups, main }, rules, id) {
    const used =
      rules.some(({ sourceType, mediaId }) => sourceType === 'client' && mediaId === id) ||
      groups.some((one) => one.voice_message_type === 'client' && one.media_file_id === id) ||
      (main.dialing_source_type === 'client' && main.dialing_media_id === id) ||
      (main.hold_source_type === 'client' && main.hold_media_id === id);
    if (used) throw new Refusal(409, `The file ${id} is in use.`);
  },
  removeFile(kept, id) {
    kept.files = kept.files.filter((file) => file.id !== id);
  },
  showFile: ({ name, id }) => ({
    name,
    id,
    url: `https://vcc.cp.megafon.ru/system/media/user_media/${id}/5f3a/`,
  }),
  showAddedFile: (p, file) => p.showFile(file),
  saveMain(kept, main) {
    kept.main = main;
  },
  showMain: (main) => main,
  showGroup: (group) => group,
  showEmployee({ numbers }, employee) {
    const { last_name: last, first_name: first, sim_number_capacity_id: sim } = employee;
    return {
      ...employee,
      full_name: [last, first].filter(Boolean).join(' '),
      sim_phone: numbers.find(({ id }) => id === sim)?.number ?? null,
    };
  },
};
