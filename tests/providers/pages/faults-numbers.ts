import { field } from '../client.ts';
import type { Fault } from '../fault.ts';
import { blankNumber } from './kept.ts';
import { pages } from './pages.ts';
import { addMobile, addSip, editMobile, listed, numbers, read } from './requests.ts';
import { withPages } from './serving-pages.ts';

const filterIgnored = (name: 'number' | 'type' | 'purpose', value: string): Fault => ({
  id: `${name}-filter-ignored`,
  says: `The list of numbers is not filtered by ${name}.`,
  mistake: 'The list of allowed filters lacks one.',
  breaks: ['R6'],
  ways: withPages({
    matches(number, query) {
      const others = new URLSearchParams(query);
      others.delete(name);
      return pages.matches(number, others);
    },
  }),
  shows: async (api) =>
    (await listed(api, `${numbers}?${name}=${value}`, name)).some((one) => one !== value),
});

/** Mistakes of the operations on numbers. */
export const numberPageFaults: Fault[] = [
  filterIgnored('number', '79001000002'),
  filterIgnored('type', 'def'),
  filterIgnored('purpose', 'employee'),
  {
    id: 'city-number-deleted',
    says: 'A city number can be deleted.',
    mistake: 'Only the page in the browser hides the button for city numbers.',
    breaks: ['R1'],
    ways: withPages({ checkDeletable() {} }),
    shows: async (api) => (await api.send('DELETE', `${numbers}/569`)).accepted,
  },
  {
    id: 'mobile-edit-loses-the-phone-number',
    says: 'An edit of a mobile number leaves it without its phone number.',
    mistake: 'PUT replaces the whole row by what was sent.',
    breaks: ['R7', 'stored'],
    ways: withPages({
      change: (before, sent) =>
        before.type === 'def'
          ? { ...before, ...blankNumber, number: '', ...sent }
          : pages.change(before, sent),
    }),
    async shows(api) {
      await editMobile(api, 250);
      return (await read(api, `${numbers}/250`, 'number')) !== '79001000000';
    },
  },
  {
    id: 'mobile-edit-changes-the-type',
    says: 'An edit of a mobile number makes it a SIP-registration number.',
    mistake: 'Both edits write the type that the first of their pages had as a constant.',
    breaks: ['R7', 'stored'],
    ways: withPages({
      change: (before, sent) => ({ ...before, ...sent, type: 'sip_registration' }),
    }),
    async shows(api) {
      await editMobile(api, 250);
      return (await read(api, `${numbers}/250`, 'type')) !== 'def';
    },
  },
  {
    id: 'mobile-edit-not-stored',
    says: 'An edit of a mobile number is answered, and not stored.',
    mistake: 'The row is read without the lock that the update waits for, and is written nowhere.',
    breaks: ['stored'],
    ways: withPages({
      change: (before, sent) => (before.type === 'def' ? before : pages.change(before, sent)),
    }),
    async shows(api) {
      await editMobile(api, 250, { comment: 'note' });
      return (await read(api, `${numbers}/250`, 'comment')) !== 'note';
    },
  },
  {
    id: 'employee-not-required',
    says: 'A mobile number is for an employee, and no employee is named.',
    mistake: 'The two fields are checked one by one.',
    breaks: ['R4'],
    ways: withPages({
      readEdit: (type, { employee_id = type === 'def' ? 125 : undefined, ...body }) =>
        pages.readEdit(type, { ...body, employee_id }),
    }),
    shows: async (api) => (await editMobile(api, 250, { purpose: 'employee' })).accepted,
  },
  {
    id: 'city-comment-not-required',
    says: 'A city number is edited without a comment.',
    mistake: 'The check of the mobile numbers, whose comment is not required, is used for all.',
    breaks: ['R3'],
    ways: withPages({
      readEdit: (type, { comment, ...body }) =>
        pages.readEdit(type, { ...body, comment: comment ?? (type === 'abc' ? '-' : undefined) }),
    }),
    shows: async (api) =>
      (await api.send('PUT', `${numbers}/569`, { purpose: 'company', id: 569 })).accepted,
  },
  {
    id: 'added-mobile-number-not-listed',
    says: 'A mobile number that is added is not in the list of numbers.',
    mistake: 'The list has only numbers in the state active.',
    breaks: ['R5'],
    ways: withPages({
      matches: (number, query) => number.state !== 'activation' && pages.matches(number, query),
    }),
    async shows(api) {
      const id = field((await addMobile(api)).json, 'id');
      return !(await listed(api, numbers)).includes(id);
    },
  },
  {
    id: 'added-mobile-number-of-the-example',
    says: 'Adding a mobile number answers with the number that the page prints.',
    mistake: 'The example of the documentation stayed where the row belongs.',
    breaks: ['D41', 'echo'],
    ways: withPages({
      showAddedMobile: (number) => ({ ...pages.showAddedMobile(number), number: '79001000007' }),
    }),
    shows: async (api) => field((await addMobile(api)).json, 'number') !== '79001000008',
  },
  {
    id: 'deleted-number-listed',
    says: 'A deleted number is still in the list.',
    mistake: 'The row is only marked, and the list does not look at the mark.',
    breaks: ['stored'],
    ways: withPages({
      removeNumber(kept, id) {
        kept.numbers = kept.numbers.map((one) => (one.id === id ? { ...one, deleted: true } : one));
      },
      find: (rows, id) => rows.find((row) => row.id === id && row.deleted !== true),
      showNumber: ({ deleted, ...number }) => pages.showNumber(number),
    }),
    async shows(api) {
      const id = field((await addSip(api)).json, 'id');
      await api.send('DELETE', `${numbers}/${id}`);
      return (await listed(api, numbers)).includes(id);
    },
  },
  {
    id: 'another-number-read',
    says: 'A read of a number answers the latest number of the same type.',
    mistake: 'The condition for the id is missing in the query of one page.',
    breaks: ['identity'],
    ways: withPages({
      showFound: (p, { numbers: all }, number) =>
        p.showNumber(all.findLast(({ type }) => type === number.type) ?? number),
    }),
    shows: async (api) => (await read(api, `${numbers}/250`, 'id')) !== 250,
  },
];
