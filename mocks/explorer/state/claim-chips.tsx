import { useState } from 'preact/hooks';
import type { UniqueRule } from '../../../spec/index.ts';
import { parsePointer } from '../../../spec/shared/json-pointer.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { type ItemClaim, isAcrossItems } from './claims.ts';
import { Named } from './item-values.tsx';

// An item may claim thousands of values: show some, and more on request.
const initialChips = 12;
const moreChips = 1_000;

interface ClaimChipsProps {
  readonly rule: UniqueRule;
  readonly claims: readonly ItemClaim[];
  /** The keys of the claims that match the search. */
  readonly matches: ReadonlySet<string>;
  /** The keys of the claims in a recent conflict, each with the number of the exchange. */
  readonly flashing: ReadonlyMap<string, number>;
  /** The id of the item that the value at a path names; undefined for none. */
  idAt(path: readonly string[]): string | undefined;
  /** Shows the item that a field names, by its id. */
  onNamed(path: string): void;
}

/** The values that an item claims under a rule. */
export function ClaimChips({ rule, claims, matches, flashing, idAt, onNamed }: ClaimChipsProps) {
  const t = texts.value.state;
  // A button in place of two chips would save no space.
  const isShort = claims.length <= initialChips + 2;
  const [limit, setLimit] = useState(isShort ? claims.length : initialChips);
  if (claims.length === 0) return <small>–</small>;
  // Matches and conflicts are shown wherever they are in the list.
  const shown = claims.filter(({ key }, i) => i < limit || matches.has(key) || flashing.has(key));
  const hidden = claims.length - shown.length;
  return (
    <span class="claimed">
      {shown.map(({ key, pointer, text, within }) => {
        const flash = flashing.get(key);
        const marks = [
          isAcrossItems(rule) ? '' : 'inner',
          matches.has(key) ? 'match' : '',
          flash === undefined ? '' : 'conflict',
        ];
        return (
          // A new key restarts the animation.
          <span
            key={`${pointer} ${flash}`}
            class={`chip ${marks.join(' ')}`}
            title={within === '' ? pointer : t.within(pointer, within)}
          >
            <Named id={idAt(parsePointer(pointer))} text={text} onNamed={onNamed} />
            {within !== '' && <small> {t.in(within)}</small>}
          </span>
        );
      })}
      {hidden > 0 && (
        <Button class="chip more" onClick={() => setLimit(limit + moreChips)}>
          {t.more(hidden)}
        </Button>
      )}
    </span>
  );
}
