import { field } from '../client.ts';
import type { Fault } from '../fault.ts';
import { fields } from '../response-fields.ts';
import { type Pages, pages } from './pages.ts';
import { addFile, editMain, listed } from './requests.ts';
import { withPages } from './serving-pages.ts';

const path = '/melodies/client';

/** Adds a file, and returns its id. */
const added = async (api: Parameters<Fault['shows']>[0]) => field((await addFile(api)).json, 'id');

const squashed = fields((name, value) => [name.replace(/_(source|media)_/, '$1'), value]);

/** Checks only some of the places that name a file. */
const checksOnly = (places: 'rules' | 'settings'): Partial<Pages> => ({
  checkUnused: (kept, rules, id) =>
    places === 'rules'
      ? pages.checkUnused({ ...kept, groups: [], main: { id: kept.main.id } }, rules, id)
      : pages.checkUnused(kept, [], id),
});

/** Mistakes of the operations on media files and the melodies of the whole company. */
export const mediaPageFaults: Fault[] = [
  {
    id: 'used-file-deleted',
    says: 'A file that something uses is deleted.',
    mistake: 'There is no foreign key to the table of files.',
    breaks: ['R2'],
    ways: withPages({ checkUnused() {} }),
    shows: async (api) => (await api.send('DELETE', `${path}/818`)).accepted,
  },
  {
    id: 'file-of-a-rule-deleted',
    says: 'A file that a rule uses is deleted.',
    mistake: 'Only the settings of the company are looked at.',
    breaks: ['R2'],
    ways: withPages(checksOnly('settings')),
    async shows(api) {
      const id = await added(api);
      await api.add({ numbers: [1000], source: 'client', media: id });
      return (await api.send('DELETE', `${path}/${id}`)).accepted;
    },
  },
  {
    id: 'file-of-the-company-deleted',
    says: 'A file that callers of the company hear is deleted.',
    mistake: 'Only the rules are looked at.',
    breaks: ['R2'],
    ways: withPages(checksOnly('rules')),
    shows: async (api) => (await api.send('DELETE', `${path}/818`)).accepted,
  },
  {
    id: 'file-used-for-ever',
    says: 'A file that the company used once can never be deleted.',
    mistake: 'An edit adds a row to the table of uses, and removes none.',
    breaks: ['R2'],
    ways: () => {
      const used = new Set<unknown>();
      const changes: Partial<Pages> = {
        saveMain(kept, main) {
          used.add(main.dialing_media_id).add(main.hold_media_id);
          pages.saveMain(kept, main);
        },
        checkUnused(kept, rules, id) {
          const main = { ...kept.main, hold_source_type: 'client', hold_media_id: id };
          pages.checkUnused(used.has(id) ? { ...kept, main } : kept, rules, id);
        },
      };
      const ways = withPages(changes);
      return typeof ways === 'function' ? ways() : ways;
    },
    async shows(api) {
      const id = await added(api);
      await editMain(api, { dialing_source_type: 'client', dialing_media_id: id });
      await editMain(api);
      return !(await api.send('DELETE', `${path}/${id}`)).accepted;
    },
  },
  {
    id: 'deleted-file-listed',
    says: 'A deleted file is still in the list.',
    mistake: 'The file is deleted, and its row is not.',
    breaks: ['stored'],
    ways: withPages({ removeFile() {} }),
    async shows(api) {
      const id = await added(api);
      await api.send('DELETE', `${path}/${id}`);
      return (await listed(api, path)).includes(id);
    },
  },
  {
    id: 'added-file-without-url',
    says: 'An added file is answered without its URL.',
    mistake: 'The URL is made only when the file has been converted.',
    breaks: ['rows'],
    ways: withPages({ showAddedFile: (p, file) => ({ ...p.showFile(file), url: undefined }) }),
    shows: async (api) => field((await addFile(api)).json, 'url') === undefined,
  },
  {
    id: 'main-edit-not-stored',
    says: 'An edit of the melodies of the company is answered, and not stored.',
    mistake: 'The settings are read from a cache that lives until the next start.',
    breaks: ['stored'],
    ways: withPages({ saveMain() {} }),
    async shows(api) {
      await editMain(api);
      return (await listed(api, '/melodies/main', 'dialing_source_type'))[0] !== 'system';
    },
  },
  {
    id: 'main-edit-forgets-hold',
    says: 'An edit of the melodies of the company stores only what callers hear while it rings.',
    mistake: 'The second pair of fields was forgotten in the update.',
    breaks: ['stored'],
    ways: withPages({
      saveMain(kept, { hold_source_type, hold_media_id, ...main }) {
        pages.saveMain(kept, { ...kept.main, ...main });
      },
    }),
    async shows(api) {
      await editMain(api);
      return (await listed(api, '/melodies/main', 'hold_media_id'))[0] !== 53;
    },
  },
  {
    id: 'main-with-squashed-names',
    says: 'The melodies of the company are read with dialingsourcetype and dialingmediaid.',
    mistake: 'The names were taken from the JSON of the documentation.',
    breaks: ['D1'],
    ways: withPages({ showMain: (main) => squashed(main) as Record<string, unknown> }),
    shows: async (api) =>
      (await listed(api, '/melodies/main', 'dialing_source_type'))[0] === undefined,
  },
];
