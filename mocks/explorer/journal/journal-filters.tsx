import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { contract, operationTitle } from '../data/session.ts';
import { partsOf, SelectField, TextField } from '../ui/fields.tsx';
import { journalFilter } from './journal-filter.ts';

/** Filters the journal; `all` are the exchanges that the options come from. */
export function JournalFilters({ all }: { all: readonly JournalEntry[] }) {
  const now = journalFilter.value;
  const part = partsOf(now, (changed) => {
    journalFilter.value = { ...now, ...changed };
  });
  const accounts = useMemo(() => [...new Set(all.map(({ account }) => account))].sort(), [all]);
  const statuses = useMemo(
    () => [...new Set(all.map(({ response }) => response.status))].sort((a, b) => a - b),
    [all],
  );
  const classes = ['2XX', '4XX', '5XX'];
  const operations = contract.value?.operations ?? [];
  return (
    <search class="filters">
      <TextField
        class="text"
        label="Search"
        type="search"
        placeholder="URLs, bodies, rules, doubts"
        {...part('text')}
      />
      <SelectField
        any
        label="Status"
        options={withCurrent([...classes, ...statuses.map(String)], now.status).map((one) => [
          one,
          one === '0' ? 'dropped' : one,
        ])}
        {...part('status')}
      />
      <SelectField
        any
        label="Operation"
        options={[
          ...operations.map((one) => [one.id, operationTitle(one)] as const),
          ['none', 'Not in the contract'],
        ]}
        {...part('operation')}
      />
      <SelectField
        any
        label="Account"
        options={withCurrent(accounts, now.account).map((one) => [one, one])}
        {...part('account')}
      />
    </search>
  );
}

// The current value stays an option even if the journal no longer contains it.
function withCurrent(options: readonly string[], current: string): readonly string[] {
  return current === '' || options.includes(current) ? options : [...options, current];
}
