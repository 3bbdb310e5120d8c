import { lawfulBehaviour as b } from '../behaviour.ts';
import type { LawfulWay } from '../lawful-way.ts';
import { sipFields } from '../parsing.ts';
import { Refusal } from '../refusal.ts';
import { pages } from './pages.ts';
import { withPages } from './serving-pages.ts';

const without = (row: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Providers that have the operations on numbers, groups, employees and media, too. */
export const lawfulPages: LawfulWay[] = [
  {
    id: 'all-pages',
    says: 'It has all operations on numbers, groups, employees and media, too.',
    why: 'The pages document them.',
    ways: withPages(),
  },
  {
    id: 'mobile-edit-stores-sip-fields',
    says: 'It has all operations, and an edit of a mobile number may have a login, which is stored.',
    why: 'D14, D42',
    ways: withPages({
      editable: (type) => [...pages.editable(type), ...(type === 'def' ? sipFields : [])],
      readEdit: (type, body) => ({ ...without(body, 'id'), ...pages.readEdit(type, body) }),
      showNumber: (number) => number,
    }),
  },
  {
    id: 'phone-numbers-unique',
    says: 'It has all operations, and no two numbers have the same phone number.',
    why: 'D28',
    ways: withPages({
      addNumber(kept, sent) {
        if (kept.numbers.some(({ number }) => number === sent.number))
          throw new Refusal(409, `There is a number ${sent.number} already.`);
        return pages.addNumber(kept, sent);
      },
    }),
  },
  {
    id: 'employees-known',
    says: 'It has all operations; only a number for an employee names one, who has to exist.',
    why: 'D16, D38',
    ways: withPages({
      readEdit(type, body) {
        const { purpose, employee_id: employee } = body;
        if (type !== 'def' || employee === undefined) return pages.readEdit(type, body);
        if (purpose !== 'employee') throw new Refusal(422, 'Nobody has a number of the company.');
        if (![125, 129, 137, 281].includes(b.readInteger(employee, 'employee_id')))
          throw new Refusal(422, `There is no employee ${employee}.`);
        return pages.readEdit(type, body);
      },
    }),
  },
  {
    id: 'fields-of-the-tables-only',
    says: 'It has all operations, and answers the fields that the tables have, and no others.',
    why: 'D31',
    ways: withPages({
      showNumber: (number) => without(pages.showNumber(number), 'nc_type'),
      showAddedMobile: (number) => without(pages.showAddedMobile(number), 'nc_type'),
      showGroup: (group) => without(group, 'text_voice_id', 'is_use_group_phone', 'app_id'),
      showEmployee: (_kept, employee) =>
        without(employee, 'role', 'role_name', 'app_id', 'user_id', 'position_name'),
    }),
  },
  {
    id: 'numbers-by-any-field',
    says: 'It has all operations, and filters the list of numbers by any field, or refuses the filter.',
    why: 'D29',
    ways: withPages({
      matches: (number, query) =>
        [...query].every(([name, value]) => {
          if (number[name] === undefined) throw new Refusal(422, `There is no filter ${name}.`);
          return String(number[name]) === value;
        }),
    }),
  },
];
