import { contract } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { bind, partsOf, SelectField, TextField } from '../ui/fields.tsx';
import { anyCase, caseFilter, grouping, groupings, isFiltered, limitCases } from './case-filter.ts';
import { catalogue } from './catalogue.ts';
import { changes, verdictCounts } from './results.ts';

const verdicts = ['none', 'as-expected', 'differs', 'observed', 'could-not-run'] as const;

/** Filters and groups the cases. */
export function CaseFilters() {
  const t = texts.value.cases;
  const { cases = [], promises = [] } = catalogue.value ?? {};
  const { operations = [], doubts = [] } = contract.value ?? {};
  const part = partsOf(caseFilter.value, limitCases);
  return (
    <search class="filters">
      <TextField
        class="text"
        label={t.filter}
        type="search"
        placeholder={t.filterHint}
        {...part('text')}
      />
      <SelectField
        label={t.groupBy}
        options={groupings.map((one) => [one, t.groupings[one]] as const)}
        {...bind(grouping)}
      />
      <SelectField
        any
        label={t.operation}
        options={operations.map(({ id, summary }) => [id, summary])}
        {...part('operation')}
      />
      <SelectField
        any
        label={t.promise}
        options={promises.map(({ id, says }) => [id, `${id} ${says}`])}
        {...part('promise')}
      />
      <SelectField
        any
        label={t.doubt}
        options={doubts
          .filter(({ id }) => cases.some((one) => one.doubt === id))
          .map(({ id, question }) => [id, `${id} ${question}`])}
        {...part('doubt')}
      />
      <div class="verdict-chips">
        <VerdictChips />
        {isFiltered.value && (
          <Button class="quiet-button" onClick={() => limitCases(anyCase)}>
            {t.clearFilters}
          </Button>
        )}
      </div>
    </search>
  );
}

/** Limits the cases to those of one verdict; each with its number of cases. */
function VerdictChips() {
  const t = texts.value.cases;
  const counts = verdictCounts.value;
  const { all } = changes.value;
  const shown = verdicts.map((value) => {
    const count = counts[value] ?? 0;
    return {
      ...{ value, text: `${count} ${t.verdicts[value]}`, class: count > 0 ? value : '' },
      title: t.onlyVerdict(t.verdicts[value]),
    };
  });
  const changed = { value: 'changed' as const, text: `${all} ${t.changed}`, title: t.changedHint };
  return (
    <Chips
      label={t.verdict}
      value={caseFilter.value.verdict === 'running' ? '' : caseFilter.value.verdict}
      options={[...shown, changed]}
      onChange={(verdict) => limitCases({ verdict })}
    />
  );
}
