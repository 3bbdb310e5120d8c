import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import { cutText } from '../../../spec/shared/text.ts';
import { diffJson, mostDifferences } from '../data/json-diff.ts';
import { texts } from '../data/texts.ts';
import { placeOf } from './place.ts';
import './json-diff.css';

// Whoever needs more looks at the whole value.
const longestValue = 600;

/** What differs between two JSON values, as a table: the place, the value before, the value after. */
export function JsonDiff({
  before,
  after,
  labels: [first, second],
  identity,
}: {
  before: unknown;
  after: unknown;
  /** What the two values are called, such as "Then" and "Now". */
  labels: readonly [before: string, after: string];
  /** The name of the field that tells the items of a list apart; `id` unless given. */
  identity?: string | undefined;
}) {
  const t = texts.value.diff;
  const changes = diffJson(before, after, identity);
  if (changes.length === 0) return <p class="empty">{t.same}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it.
    <section class="json-diff" aria-label={t.title(first, second)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.place}</th>
            <th scope="col">{first}</th>
            <th scope="col">{second}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.kind + change.pointer} class={change.kind}>
              <th scope="row" title={change.pointer}>
                {placeOf(change.pointer) || t.whole}
                <small>{t.kind[change.kind]}</small>
              </th>
              <td>{'before' in change && <Value value={change.before} />}</td>
              <td>{'after' in change && <Value value={change.after} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length >= mostDifferences && <p class="quiet">{t.more(mostDifferences)}</p>}
    </section>
  );
}

function Value({ value }: { value: unknown }) {
  return <pre>{cutText(value === undefined ? '' : prettyJson(value), longestValue)}</pre>;
}
