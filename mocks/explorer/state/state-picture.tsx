import { useEffect, useRef, useState } from 'preact/hooks';
import { cutText } from '../../../spec/shared/text.ts';
import type { ShownRule } from '../../control/contract-view.ts';
import { type ScrollTo, tableRoles, VirtualList } from '../ui/virtual-list.tsx';
import {
  coveredField,
  holdsAmongItems,
  inWords,
  type ShownClaim,
  type ShownItem,
  type ShownKind,
} from './claims.ts';

// An item may claim thousands of values; so many are shown before somebody asks for more.
const fewChips = 24;
const moreChips = 1_000;

/** The items of one resource against its uniqueness rules. */
export interface KindTableProps {
  readonly kind: ShownKind;
  /** The items that were just added or changed. */
  readonly fresh: ReadonlySet<string>;
  /** The keys of the claims that somebody looks for. */
  readonly sought: ReadonlySet<string>;
  /** The keys of the claims that were just in conflict, each with what made it flash. */
  readonly flashing: ReadonlyMap<string, number>;
  /** Takes up how an item is shown that may be far down; each table answers for its own. */
  readonly show: { current: ((item: ShownItem) => void) | undefined };
}

/** An item's name: its identity, with its collection where that tells more. */
export function collectionName({ collection, identity }: ShownItem): string {
  return `${collection}/${inWords(identity)}`;
}

/** A table of who claims what: a row for each item, a column for each uniqueness rule. */
export function KindTable({ kind, fresh, sought, flashing, show }: KindTableProps) {
  const { resource, items, claimed } = kind;
  const scrollTo = useRef<ScrollTo>(undefined);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const others = show.current;
    const mine = (item: ShownItem) => {
      const index = items.findIndex(({ id }) => id === item.id);
      if (index < 0) return others?.(item);
      place.current?.scrollIntoView({ block: 'nearest' });
      scrollTo.current?.(index);
    };
    show.current = mine;
    return () => {
      if (show.current === mine) show.current = others;
    };
  });
  const nested = resource.collection.includes('{');
  const covered = new Set(resource.unique.flatMap(coveredField));
  const columns = resource.unique.map(() => 'minmax(0, 2fr)').join(' ');
  return (
    <section
      ref={place}
      aria-label={resource.collection}
      style={{
        '--columns': `minmax(5rem, ${nested ? '1.5fr' : '0.6fr'}) ${columns} minmax(0, 1.4fr)`,
      }}
    >
      <h2>
        <code>{resource.collection}</code>{' '}
        <small>
          {items.length.toLocaleString('en')} {items.length === 1 ? 'item' : 'items'}
        </small>
      </h2>
      {items.length === 0 ? (
        <p class="empty">Nothing is stored here, so that everything is free.</p>
      ) : (
        <VirtualList
          label={`Items of ${resource.collection}`}
          class="claims"
          items={items}
          estimate={40}
          scrollTo={scrollTo}
          keyOf={({ id }) => id}
          rowClass={({ id }) => (fresh.has(id) ? 'fresh' : '')}
          head={
            <>
              <span {...tableRoles.head}>{resource.identity}</span>
              {resource.unique.map((rule) => (
                <span {...tableRoles.head} key={rule.name} title={rule.message}>
                  <code>{rule.name}</code>{' '}
                  <small>
                    {claimed[rule.name]?.toLocaleString('en')}{' '}
                    {holdsAmongItems(rule) ? 'claimed' : 'inside the items'}
                  </small>
                </span>
              ))}
              <span {...tableRoles.head}>other fields</span>
            </>
          }
          row={(item) => (
            <>
              <span {...tableRoles.cell} class="identity">
                {nested && <small>{item.collection}/</small>}
                {inWords(item.identity)}
              </span>
              {resource.unique.map((rule) => (
                <span {...tableRoles.cell} key={rule.name}>
                  <span class="cell-label">{rule.name}</span>
                  <Chips
                    rule={rule}
                    claims={item.claims[rule.name] ?? []}
                    sought={sought}
                    flashing={flashing}
                  />
                </span>
              ))}
              <span {...tableRoles.cell} class="others">
                {Object.entries(item.item)
                  .filter(([name]) => name !== resource.identity && !covered.has(name))
                  .map(([name, value]) => (
                    <span key={name}>
                      <small>{name}</small> {shortly(value)}
                    </span>
                  ))}
              </span>
            </>
          )}
        />
      )}
    </section>
  );
}

interface ChipsProps extends Pick<KindTableProps, 'sought' | 'flashing'> {
  readonly rule: ShownRule;
  readonly claims: readonly ShownClaim[];
}

function Chips({ rule, claims, sought, flashing }: ChipsProps) {
  // A button for the last two would take their place.
  const [most, setMost] = useState(claims.length <= fewChips + 2 ? claims.length : fewChips);
  if (claims.length === 0) return <small>claims nothing</small>;
  // What is looked for or in conflict is shown wherever in a long list it stands.
  const shown = claims.filter(({ key }, i) => i < most || sought.has(key) || flashing.has(key));
  const left = claims.length - shown.length;
  return (
    <span class="chips">
      {shown.map((claim) => {
        const flash = flashing.get(claim.key);
        const marks = [
          holdsAmongItems(rule) ? '' : 'inner',
          sought.has(claim.key) ? 'sought' : '',
          flash === undefined ? '' : 'conflict',
        ];
        return (
          // A new key has the animation begin anew.
          <span
            key={`${claim.pointer} ${flash}`}
            class={`chip ${marks.join(' ')}`}
            title={`${claim.pointer}${claim.within === '' ? '' : ` within ${claim.within}`}`}
          >
            {claim.text}
            {claim.within !== '' && <small> in {claim.within}</small>}
          </span>
        );
      })}
      {left > 0 && (
        <button type="button" class="chip more" onClick={() => setMost(most + moreChips)}>
          +{left.toLocaleString('en')} more
        </button>
      )}
    </span>
  );
}

function shortly(value: unknown): string {
  return cutText(typeof value === 'string' ? value : JSON.stringify(value), 80, '…', 79);
}
