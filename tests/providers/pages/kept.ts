import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { accounts } from '../serving.ts';

/** A row of any table, with the names of the API. */
export interface Row extends Record<string, unknown> {
  id: number;
}

/** What an account has beside its rules. */
export interface Kept {
  numbers: Row[];
  connectable: readonly unknown[];
  groups: Row[];
  employees: Row[];
  system: Row[];
  beeps: Row[];
  files: Row[];
  main: Row;
  /** The ids that were given last, or are one below the first to give. */
  lastNumber: number;
  lastFile: number;
}

type Initial = Record<string, { next?: number; items: Row[] }>;

const initial = new URL('../../../spec/initial.yaml', import.meta.url);

const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));

/** The fields of a number that have no value. */
export const blankNumber = nothing(
  'comment',
  'scenario_id',
  'group_scenario_id',
  'group_id',
  'is_scenario_active',
  'is_group_scenario_active',
  'reason',
  'from_redirect_numbers',
  'employee_id',
  'redirect_number',
  'dgn_number',
  'sip_uri',
);

const blankGroup = nothing(
  'manager_ids',
  'media_file_id',
  'text',
  'text_voice_id',
  'redirect_number',
  'redirect_employee_id',
  'redirect_employee_group_id',
);

const blankEmployee = nothing(
  'first_name',
  'sim_number_capacity_id',
  'delay',
  'phone',
  'phone_delay',
  'photo_link',
);

/** Each account as it begins: with what the pages print. */
export function openAccounts(): Map<string, Kept> {
  return new Map([...accounts.values()].map((account) => [account, open()]));
}

function open(): Kept {
  const tables: Initial = parse(readFileSync(initial, 'utf8'));
  const rows = (path: string, blank: object = {}) =>
    (tables[path]?.items ?? []).map((row): Row => ({ ...blank, ...row }));
  const [main] = rows('/melodies/main');
  if (main === undefined) throw new Error('The account has no main melodies.');
  return {
    numbers: rows('/numbers/virtual-number', blankNumber),
    connectable: rows('/numbers/def-virtual-number-capacity'),
    groups: rows('/employee-group', blankGroup),
    employees: rows('/employee', blankEmployee),
    system: rows('/melodies/system'),
    beeps: rows('/melodies/beeps'),
    files: rows('/melodies/client'),
    main,
    lastNumber: (tables['/numbers/virtual-number']?.next ?? 1) - 1,
    lastFile: (tables['/melodies/client']?.next ?? 1) - 1,
  };
}

/** The next id after the last one that no row has. */
export function nextId(rows: readonly Row[], last: number): number {
  const id = last + 1;
  return rows.some((row) => row.id === id) ? nextId(rows, id) : id;
}
