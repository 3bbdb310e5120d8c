import { contract } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { bind, partsOf, SelectField, TextField } from '../ui/fields.tsx';
import {
  anyCase,
  caseFilter,
  type Grouping,
  grouping,
  isFiltered,
  limitCases,
} from './case-filter.ts';
import { catalogue } from './catalogue.ts';
import { verdictLabels } from './verdict-badge.tsx';

const verdicts = ['none', 'as-expected', 'observed', 'differs', 'could-not-run'] as const;
const groupings: readonly (readonly [Grouping, string])[] = [
  ['row', 'Source'],
  ['promise', 'Promise'],
  ['doubt', 'Doubt'],
  ['operation', 'Operation'],
];

/** Filters and groups the cases. */
export function CaseFilters() {
  const { cases = [], promises = [] } = catalogue.value ?? {};
  const { operations = [], doubts = [] } = contract.value ?? {};
  const part = partsOf(caseFilter.value, limitCases);
  return (
    <search class="filters">
      <TextField
        class="text"
        label="Filter"
        type="search"
        placeholder="Id, description, promise, doubt, page"
        {...part('text')}
      />
      <SelectField
        any
        label="Operation"
        options={operations.map(({ id, summary }) => [id, summary])}
        {...part('operation')}
      />
      <SelectField
        any
        label="Promise"
        options={promises.map(({ id, says }) => [id, `${id} ${says}`])}
        {...part('promise')}
      />
      <SelectField
        any
        label="Doubt"
        options={doubts
          .filter(({ id }) => cases.some((one) => one.doubt === id))
          .map(({ id, question }) => [id, `${id} ${question}`])}
        {...part('doubt')}
      />
      <SelectField
        any
        label="Verdict"
        options={verdicts.map((one) => [one, verdictLabels[one]])}
        {...part('verdict')}
      />
      <SelectField label="Group by" options={groupings} {...bind(grouping)} />
      <Button disabled={!isFiltered.value} onClick={() => limitCases(anyCase)}>
        Clear filters
      </Button>
    </search>
  );
}
