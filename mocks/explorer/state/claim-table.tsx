import { useEffect, useRef, useState } from 'preact/hooks';
import type { UniqueRule } from '../../../spec/index.ts';
import { formatPointer, parsePointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { namedCollection } from '../data/references.ts';
import { Button } from '../ui/button.tsx';
import { countOf } from '../ui/format.ts';
import { type ScrollTo, tableRoles, VirtualList } from '../ui/virtual-list.tsx';
import {
  type ClaimingItem,
  coveredField,
  formatValue,
  type ItemClaim,
  isAcrossItems,
  type ResourceClaims,
} from './claims.ts';
import { Identity, Named, Value } from './item-values.tsx';

// An item may claim thousands of values: show some, and more on request.
const initialChips = 24;
const moreChips = 1_000;

interface ClaimTableProps {
  readonly claims: ResourceClaims;
  /** The ids of the items that the last change added or edited. */
  readonly changedItems: ReadonlySet<string>;
  /** The keys of the claims that match the search. */
  readonly matches: ReadonlySet<string>;
  /** The keys of the claims in a recent conflict, each with the number of the exchange. */
  readonly flashing: ReadonlyMap<string, number>;
  /** Whether the page's token is that of the account, so that its items can be edited. */
  readonly isOwn: boolean;
  /** The id of the item that was asked for last; '' for none. */
  readonly asked: string;
  /** Shows the item that a field names, by its id. */
  onNamed(path: string): void;
  /** Receives a function that scrolls to an item; each table handles its own items. */
  readonly scrollToItem: { current: ((item: ClaimingItem) => void) | undefined };
}

/** The path of an item. */
export function itemPath({ collection, identity }: ClaimingItem): string {
  return `${collection}/${formatValue(identity)}`;
}

/** A table of claims: one row per item, one column per uniqueness rule. */
export function ClaimTable({
  claims: { resource, items, claimed },
  changedItems,
  matches,
  flashing,
  isOwn,
  asked,
  onNamed,
  scrollToItem,
}: ClaimTableProps) {
  const scrollTo = useRef<ScrollTo>(undefined);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const others = scrollToItem.current;
    const own = (item: ClaimingItem) => {
      const index = items.findIndex(({ id }) => id === item.id);
      if (index < 0) return others?.(item);
      section.current?.scrollIntoView({ block: 'nearest' });
      scrollTo.current?.(index);
    };
    scrollToItem.current = own;
    return () => {
      if (scrollToItem.current === own) scrollToItem.current = others;
    };
  });
  const { collection, identity, unique } = resource;
  const idAt = ({ item }: ClaimingItem, path: readonly string[]) => {
    const at = namedCollection(resource, item, path);
    const value: unknown = valueAt(item, formatPointer(path));
    return at === undefined || value === null ? undefined : `${at}/${value}`;
  };
  const isNested = collection.includes('{');
  const covered = new Set([identity, ...unique.flatMap(coveredField)]);
  const columns = unique.map(() => 'minmax(0, 2fr)').join(' ');
  return (
    <section
      ref={section}
      aria-label={collection}
      style={{
        '--columns': `minmax(5rem, ${isNested ? '1.5fr' : '0.6fr'}) ${columns} minmax(0, 1.4fr)`,
      }}
    >
      <h2>
        <code>{collection}</code> <small>{countOf(items.length, 'item')}</small>
      </h2>
      {items.length === 0 ? (
        <p class="empty">Empty</p>
      ) : (
        <VirtualList
          label={`Items of ${collection}`}
          class="claims"
          items={items}
          rowHeight={40}
          scrollTo={scrollTo}
          keyOf={({ id }) => id}
          rowClass={({ id }) => (id === asked ? 'asked' : changedItems.has(id) ? 'changed' : '')}
          head={
            <>
              <span {...tableRoles.head}>{identity}</span>
              {unique.map((rule) => (
                <span {...tableRoles.head} key={rule.name} title={rule.message}>
                  <code>{rule.name}</code>{' '}
                  <small>
                    {claimed[rule.name]?.toLocaleString('en')}{' '}
                    {isAcrossItems(rule) ? 'claimed' : 'within items'}
                  </small>
                </span>
              ))}
              <span {...tableRoles.head}>other fields</span>
            </>
          }
          row={(item) => (
            <>
              <span {...tableRoles.cell} class="identity">
                {isNested && <small>{item.collection}/</small>}
                <Identity item={item} isOwn={isOwn} />
              </span>
              {unique.map((rule) => (
                <span {...tableRoles.cell} key={rule.name}>
                  <span class="cell-label">{rule.name}</span>
                  <Chips
                    rule={rule}
                    claims={item.claims[rule.name] ?? []}
                    idAt={(path) => idAt(item, path)}
                    onNamed={onNamed}
                    matches={matches}
                    flashing={flashing}
                  />
                </span>
              ))}
              <span {...tableRoles.cell} class="others">
                {Object.entries(item.item)
                  .filter(([name]) => !covered.has(name))
                  .map(([name, value]) => (
                    <span key={name}>
                      <small>{name}</small>{' '}
                      <Value
                        value={value}
                        path={[name]}
                        idAt={(path) => idAt(item, path)}
                        onNamed={onNamed}
                      />
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

interface ChipsProps extends Pick<ClaimTableProps, 'matches' | 'flashing' | 'onNamed'> {
  idAt(path: readonly string[]): string | undefined;
  readonly rule: UniqueRule;
  readonly claims: readonly ItemClaim[];
}

function Chips({ rule, claims, matches, flashing, idAt, onNamed }: ChipsProps) {
  // A button in place of two chips would save no space.
  const isShort = claims.length <= initialChips + 2;
  const [limit, setLimit] = useState(isShort ? claims.length : initialChips);
  if (claims.length === 0) return <small>–</small>;
  // Matches and conflicts are shown wherever they are in the list.
  const shown = claims.filter(({ key }, i) => i < limit || matches.has(key) || flashing.has(key));
  const hidden = claims.length - shown.length;
  return (
    <span class="chips">
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
            title={within === '' ? pointer : `${pointer} within ${within}`}
          >
            <Named id={idAt(parsePointer(pointer))} text={text} onNamed={onNamed} />
            {within !== '' && <small> in {within}</small>}
          </span>
        );
      })}
      {hidden > 0 && (
        <Button class="chip more" onClick={() => setLimit(limit + moreChips)}>
          +{hidden.toLocaleString('en')} more
        </Button>
      )}
    </span>
  );
}
