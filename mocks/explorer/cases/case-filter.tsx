import { contract } from '../data/session.ts';
import { catalogue } from './catalogue.ts';
import { type Choice, choice, everyCase, type Grouping, grouping } from './filter.ts';
import type { Verdict } from './runs.ts';
import { verdictWords } from './verdict-badge.tsx';

type Options = readonly (readonly [value: string, words: string])[];

const verdicts = ['none', 'as-expected', 'observed', 'differs', 'could-not-run'] as const;
const groupings: Readonly<Record<Grouping, string>> = {
  row: 'documentation row',
  promise: 'promise',
  doubt: 'doubt',
  operation: 'operation',
};

/** Chooses which cases are shown, and how they are put together. */
export function CaseFilter() {
  const all = catalogue.value;
  const { text, operation, doubt, promise, verdict } = choice.value;
  const narrow = (part: Partial<Choice>) => {
    choice.value = { ...choice.value, ...part };
  };
  const narrowed = Object.values(choice.value).some((value) => value !== '');
  const operations = contract.value?.operations ?? [];
  const doubts = (contract.value?.doubts ?? []).filter(({ id }) =>
    all?.cases.some((one) => one.doubt === id),
  );
  return (
    <search class="case-filter">
      <label class="text">
        Filter
        <input
          type="search"
          value={text}
          placeholder="words of an id, a sentence, a promise, a doubt, a page"
          spellcheck={false}
          onInput={({ currentTarget }) => narrow({ text: currentTarget.value })}
        />
      </label>
      <Select
        label="Operation"
        value={operation}
        options={operations.map(({ id, summary }) => [id, summary])}
        onChange={(value) => narrow({ operation: value })}
      />
      <Select
        label="Promise"
        value={promise}
        options={(all?.promises ?? []).map(({ id, says }) => [id, `${id} ${says}`])}
        onChange={(value) => narrow({ promise: value })}
      />
      <Select
        label="Doubt"
        value={doubt}
        options={doubts.map(({ id, question }) => [id, `${id} ${question}`])}
        onChange={(value) => narrow({ doubt: value })}
      />
      <Select
        label="Verdict"
        value={verdict}
        options={verdicts.map((one) => [one, verdictWords[one]])}
        onChange={(value) => narrow({ verdict: value as Verdict | '' })}
      />
      <label>
        Group by
        <select
          value={grouping.value}
          onChange={({ currentTarget }) => {
            grouping.value = currentTarget.value as Grouping;
          }}
        >
          {Object.entries(groupings).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        disabled={!narrowed}
        onClick={() => {
          choice.value = everyCase;
        }}
      >
        Show all
      </button>
    </search>
  );
}

function Select({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  onChange(value: string): void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">any</option>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
