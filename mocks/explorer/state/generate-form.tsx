import { isObject } from '../../../spec/shared/json.ts';
import { formatPointer } from '../../../spec/shared/json-pointer.ts';
import { isLike, isMapOf, isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { SelectField, TextField } from '../ui/fields.tsx';
import { type AccountState, askAccount } from './account-state.ts';
import { coveredField } from './claims.ts';
import type { PanelProps } from './seed-form.tsx';

/** What to generate, as the form holds it. */
interface GenerateDraft {
  readonly collection: string;
  readonly count: string;
  /** How many values each list gets, by field; an empty text leaves it to the mock. */
  readonly ids: Readonly<Record<string, string>>;
}

const draft = storedSignal<GenerateDraft>(
  'generate',
  { collection: '', count: '10', ids: {} },
  (value) =>
    isObject(value) && isLike({ collection: '', count: '' })(value) && isMapOf(isString)(value.ids),
);

/** Generates items with values that nobody owns. */
export function GenerateForm({ state, action }: PanelProps) {
  const { common, state: t } = texts.value;
  const { count, ids } = draft.value;
  const collections = collectionsOf(state);
  const collection = collections.find((one) => one === draft.value.collection) ?? collections[0];
  const lists = listsOf(state, collection);
  const change = (part: Partial<GenerateDraft>) => {
    draft.value = { ...draft.value, ...part };
    action.clear();
  };
  const wanted = lists.flatMap((field) => {
    const text = (ids[field] ?? '').trim();
    return text === '' ? [] : [[formatPointer([field]), toNumber(text)] as const];
  });
  const generate = () =>
    action.run(
      () =>
        askAccount(state, 'generate', {
          method: 'POST',
          body: { collection, count: toNumber(count), ids: Object.fromEntries(wanted) },
        }),
      t.generated(common.items(Number(count))),
    );
  if (collection === undefined) return <p class="empty">{t.noResources}</p>;
  return (
    <form
      class="panel"
      aria-label={t.panels.generate}
      onSubmit={(event) => {
        event.preventDefault();
        void generate();
      }}
    >
      <p class="quiet">{t.generateHelp}</p>
      <div class="fields">
        <SelectField
          label={t.collection}
          value={collection}
          options={collections.map((one) => [one, one])}
          onChange={(one) => change({ collection: one })}
        />
        <TextField
          class="short"
          label={t.count}
          inputmode="decimal"
          value={count}
          onChange={(text) => change({ count: text })}
        />
        {lists.map((field) => (
          <TextField
            key={field}
            class="short"
            label={t.valuesIn(field)}
            inputmode="decimal"
            placeholder={t.asDocumented}
            value={ids[field] ?? ''}
            onChange={(text) => change({ ids: { ...ids, [field]: text } })}
          />
        ))}
        <button type="submit" class="primary" disabled={action.busy}>
          {t.generate}
        </button>
      </div>
    </form>
  );
}

/** The collections that items can be added to: those that a path names without parameters, or that have items. */
function collectionsOf({ claims }: AccountState): string[] {
  const named = claims.flatMap(({ resource: { collection }, items }) =>
    collection.includes('{') ? items.map((one) => one.collection) : [collection],
  );
  return [...new Set(named)];
}

/** The fields of a collection's items that are lists of claimed values. */
function listsOf({ claims }: AccountState, collection: string | undefined): string[] {
  const found = claims.find(
    ({ resource, items }) =>
      resource.collection === collection || items.some((one) => one.collection === collection),
  );
  const lists = found?.resource.unique.filter(({ by }) => by[0]?.[1] === '*') ?? [];
  return [...new Set(lists.flatMap(coveredField))];
}

// Text that is not a number is sent as it is, so that the refusal names it.
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
