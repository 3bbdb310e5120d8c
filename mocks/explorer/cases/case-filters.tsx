import { contract } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { bind, SelectField, TextField } from '../ui/fields.tsx';
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
  const { text, operation, doubt, promise, verdict } = caseFilter.value;
  return (
    <search class="filters">
      <TextField
        class="text"
        label="Filter"
        type="search"
        value={text}
        placeholder="Id, description, promise, doubt, page"
        onChange={(value) => limitCases({ text: value })}
      />
      <SelectField
        any
        label="Operation"
        value={operation}
        options={operations.map(({ id, summary }) => [id, summary])}
        onChange={(value) => limitCases({ operation: value })}
      />
      <SelectField
        any
        label="Promise"
        value={promise}
        options={promises.map(({ id, says }) => [id, `${id} ${says}`])}
        onChange={(value) => limitCases({ promise: value })}
      />
      <SelectField
        any
        label="Doubt"
        value={doubt}
        options={doubts
          .filter(({ id }) => cases.some((one) => one.doubt === id))
          .map(({ id, question }) => [id, `${id} ${question}`])}
        onChange={(value) => limitCases({ doubt: value })}
      />
      <SelectField
        any
        label="Verdict"
        value={verdict}
        options={verdicts.map((one) => [one, verdictLabels[one]])}
        onChange={(value) => limitCases({ verdict: value })}
      />
      <SelectField label="Group by" options={groupings} {...bind(grouping)} />
      <Button disabled={!isFiltered.value} onClick={() => limitCases(anyCase)}>
        Clear filters
      </Button>
    </search>
  );
}
