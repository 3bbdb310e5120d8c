import { lawfulBehaviour as b, type Ways } from '../behaviour.ts';
import { Refusal } from '../refusal.ts';
import { type Incoming, readBody } from '../serving.ts';
import type { Rule } from '../storage.ts';
import {
  mainFields,
  newMobileFields,
  newSipFields,
  readFile,
  readMain,
  readNewMobile,
  readNewSip,
} from './fields.ts';
import { type Kept, nextId, openAccounts, type Row } from './kept.ts';
import { type Pages, pages } from './pages.ts';

/** What an operation works with. */
interface At {
  p: Pages;
  kept: Kept;
  rules: readonly Rule[];
  request: Incoming;
  /** The id in the path, as text. */
  id: string;
}

type Perform = (at: At) => unknown;

/** The row with the id of the path. */
function found({ p, id }: At, rows: readonly Row[]): Row {
  const row = p.find(rows, b.readPathId(id));
  if (row === undefined) throw new Refusal(404, `There is no ${id}.`);
  return row;
}

const listNumbers: Perform = ({ p, kept, request }) => {
  const query = new URLSearchParams(request.query);
  return kept.numbers.filter((one) => p.matches(one, query)).map(p.showNumber);
};

const addSip: Perform = ({ p, kept, request }) => {
  const sent = readNewSip(readBody(b, request, newSipFields));
  return { ...sent, id: p.addNumber(kept, sent).id };
};

const addMobile: Perform = ({ p, kept, request }) => {
  const sent = readNewMobile(readBody(b, request, newMobileFields));
  return p.showAddedMobile(p.addNumber(kept, { ...sent, state: 'activation' }));
};

const editNumber: Perform = (at) => {
  const { p, kept, request } = at;
  const before = found(at, kept.numbers);
  const body = readBody(b, request, p.editable(before.type));
  b.readBodyId(body.id, before.id);
  const sent = p.readEdit(before.type, body);
  const after = p.change(before, sent);
  kept.numbers = kept.numbers.map((one) => (one.id === before.id ? after : one));
  return { ...sent, id: before.id };
};

const deleteNumber: Perform = (at) => {
  const { p, kept } = at;
  const number = found(at, kept.numbers);
  p.checkDeletable(number);
  p.removeNumber(kept, number.id);
  return { id: number.id };
};

const listGroups: Perform = ({ p, kept }) => kept.groups.map(p.showGroup);

const addFile: Perform = ({ p, kept, request }) => {
  const sent = readFile(readBody(b, request, ['file', 'name']));
  kept.lastFile = nextId(kept.files, kept.lastFile);
  const file = { ...sent, id: kept.lastFile };
  kept.files.push(file);
  return p.showAddedFile(p, file);
};

const deleteFile: Perform = (at) => {
  const { p, kept, rules } = at;
  const { id } = found(at, kept.files);
  p.checkUnused(kept, rules, id);
  p.removeFile(kept, id);
  return { id };
};

const editMain: Perform = (at) => {
  const { p, kept, request } = at;
  const { id } = found(at, [kept.main]);
  const body = readBody(b, request, [...mainFields, 'id']);
  b.readBodyId(body.id, id);
  const main = { ...readMain(body), id };
  p.saveMain(kept, main);
  return main;
};

const operations: Readonly<Record<string, Perform>> = {
  'GET /numbers/virtual-number': listNumbers,
  'POST /numbers/virtual-number': addSip,
  'GET /numbers/virtual-number/{id}': (at) =>
    at.p.showFound(at.p, at.kept, found(at, at.kept.numbers)),
  'PUT /numbers/virtual-number/{id}': editNumber,
  'DELETE /numbers/virtual-number/{id}': deleteNumber,
  'POST /numbers/unconfirmed': addMobile,
  'GET /numbers/def-virtual-number-capacity': ({ kept }) => kept.connectable,
  'GET /employee-group': listGroups,
  'GET /employee-group/': listGroups,
  'GET /employee-group/{id}': (at) => at.p.showGroup(found(at, at.kept.groups)),
  'GET /employee': ({ p, kept }) => kept.employees.map((one) => p.showEmployee(kept, one)),
  'GET /melodies/system': ({ kept }) => kept.system,
  'GET /melodies/beeps': ({ kept }) => kept.beeps,
  'GET /melodies/client': ({ p, kept }) => kept.files.map(p.showFile),
  'POST /melodies/client': addFile,
  'DELETE /melodies/client/{id}': deleteFile,
  'GET /melodies/main': ({ p, kept }) => [p.showMain(kept.main)],
  'PUT /melodies/main/{id}': editMain,
};

const collections = [
  '/numbers/virtual-number/',
  '/employee-group/',
  '/melodies/client/',
  '/melodies/main/',
];

/** The operation at a method and a path, and the id in the path. */
function routed(method: string, path: string) {
  const collection = collections.find((one) => path.startsWith(one)) ?? '';
  const id = collection === '' ? '' : path.slice(collection.length);
  const at = id === '' ? path : `${collection}{id}`;
  const perform = operations[`${method} ${at}`];
  return perform && { perform, id };
}

/** The provider with all operations of the pages, or with some changes to them. */
export const withPages =
  (changes: Partial<Pages> = {}): Ways =>
  () => {
    const p: Pages = { ...pages, ...changes };
    const all = openAccounts();
    return {
      around: async (db, request, next) => {
        const route = routed(request.method, request.path);
        if (route === undefined) return next();
        try {
          const account = b.authorise(request.authorization, 'list');
          const kept = all.get(account);
          if (kept === undefined) throw new Refusal(403, `There is no account ${account}.`);
          await b.step('read');
          const rules = db.rules.filter((rule) => rule.account === account);
          return b.accept(b, route.perform({ p, kept, rules, request, id: route.id }), 'list');
        } catch (error) {
          if (error instanceof Refusal) return b.refuse(b, error, undefined);
          return b.crash(b, error);
        }
      },
    };
  };
