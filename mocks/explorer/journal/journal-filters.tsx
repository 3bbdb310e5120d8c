import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { contract } from '../data/session.ts';
import type { ExchangeFilter } from './journal-filter.ts';

/** A filter that lets everything through. */
export const wholeJournal: ExchangeFilter = { account: '', operation: '', status: '', text: '' };

/** The filter stays while other views are open. */
export const filter = signal<ExchangeFilter>(wholeJournal);

/** The choices of what the journal shows; `all` are the exchanges to choose among. */
export function Filters({ all }: { readonly all: readonly JournalEntry[] }) {
  const now = filter.value;
  const set = (part: Partial<ExchangeFilter>) => {
    filter.value = { ...now, ...part };
  };
  const accounts = useMemo(() => [...new Set(all.map(({ account }) => account))].sort(), [all]);
  const statuses = useMemo(
    () => [...new Set(all.map(({ response }) => response.status))].sort((a, b) => a - b),
    [all],
  );
  const operations = contract.value?.operations ?? [];
  return (
    <search class="fields journal-filters">
      <label class="text">
        Search
        <input
          type="search"
          value={now.text}
          placeholder="in URLs, bodies, rules, doubts"
          spellcheck={false}
          onInput={({ currentTarget }) => set({ text: currentTarget.value })}
        />
      </label>
      <label>
        Status
        <select
          value={now.status}
          onChange={({ currentTarget }) => set({ status: currentTarget.value })}
        >
          <option value="">any</option>
          {['2XX', '4XX', '5XX'].map((one) => (
            <option key={one}>{one}</option>
          ))}
          {listed(statuses.map(String), now.status, /XX$/).map((one) => (
            <option key={one} value={one}>
              {one === '0' ? 'dropped' : one}
            </option>
          ))}
        </select>
      </label>
      <label>
        Operation
        <select
          value={now.operation}
          onChange={({ currentTarget }) => set({ operation: currentTarget.value })}
        >
          <option value="">any</option>
          {operations.map(({ id, method, path }) => (
            <option key={id} value={id}>
              {method.toUpperCase()} {path}
            </option>
          ))}
          <option value="none">none of the contract</option>
        </select>
      </label>
      <label>
        Account
        <select
          value={now.account}
          onChange={({ currentTarget }) => set({ account: currentTarget.value })}
        >
          <option value="">any</option>
          {listed(accounts, now.account).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </search>
  );
}

// What is chosen stays among the choices though the journal has forgotten it.
function listed(there: readonly string[], chosen: string, other?: RegExp): string[] {
  const missing = chosen !== '' && !other?.test(chosen) && !there.includes(chosen);
  return missing ? [...there, chosen] : [...there];
}
