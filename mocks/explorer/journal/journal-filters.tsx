import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount } from '../data/account-names.ts';
import { contract, operationTitle } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Chips } from '../ui/chips.tsx';
import { partsOf, SelectField, TextField } from '../ui/fields.tsx';
import { journalFilter } from './journal-filter.ts';

const classes = ['2XX', '4XX', '5XX', '0', 'fault'] as const;

/** Filters the journal; `all` are the exchanges that the options come from. */
export function JournalFilters({ all }: { all: readonly JournalEntry[] }) {
  const now = journalFilter.value;
  const t = texts.value.journal;
  const part = partsOf(now, (changed) => {
    journalFilter.value = { ...now, ...changed };
  });
  const accounts = useMemo(() => [...new Set(all.map(({ account }) => account))].sort(), [all]);
  const operations = contract.value?.operations ?? [];
  return (
    <search class="filters">
      <TextField
        class="text"
        label={t.search}
        type="search"
        placeholder={t.searchHint}
        {...part('text')}
      />
      <Chips
        label={t.status}
        options={classes.map((value) => ({ value, text: t.classes[value] }))}
        {...part('status')}
      />
      <SelectField
        any
        label={t.operation}
        options={[
          ...operations.map((one) => [one.id, operationTitle(one)] as const),
          ['none', t.outside],
        ]}
        {...part('operation')}
      />
      <SelectField
        any
        label={t.account}
        options={withCurrent(accounts, now.account).map((one) => [one, nameOfAccount(one)])}
        {...part('account')}
      />
    </search>
  );
}

// The current value stays an option even if the journal no longer contains it.
function withCurrent(options: readonly string[], current: string): readonly string[] {
  return current === '' || options.includes(current) ? options : [...options, current];
}
