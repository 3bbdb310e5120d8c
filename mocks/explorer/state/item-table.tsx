import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatPointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { namedCollection } from '../data/references.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { useWidth } from '../ui/use-width.ts';
import { type ScrollTo, tableRoles, VirtualList } from '../ui/virtual-list.tsx';
import { ClaimChips } from './claim-chips.tsx';
import { type ClaimingItem, formatValue, isAcrossItems, type ResourceClaims } from './claims.ts';
import { fieldsOf, foldedFields } from './item-columns.ts';
import { Identity, Value } from './item-values.tsx';

/** The narrowest columns, in pixels. */
const narrowest = { identity: 90, rule: 150, field: 115, fold: 36 };

interface ItemTableProps {
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

/** A table of items: a column for each rule, and for as many fields as fit; a row unfolds to all others. */
export function ItemTable(props: ItemTableProps) {
  const { claims, changedItems, matches, flashing, isOwn, asked, onNamed, scrollToItem } = props;
  const { resource, items, claimed } = claims;
  const { collection, identity, unique } = resource;
  const { common, state: t } = texts.value;
  const scrollTo = useRef<ScrollTo>(undefined);
  const section = useRef<HTMLElement>(null);
  const width = useWidth(section);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
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
  const allFields = useMemo(() => fieldsOf(claims), [claims]);
  const isNested = collection.includes('{');
  const taken = narrowest.identity * (isNested ? 2 : 1) + narrowest.rule * unique.length;
  const fits = Math.floor((width - taken - narrowest.fold) / narrowest.field);
  const fields = allFields.slice(0, Math.max(fits, 1));
  const idAt = ({ item }: ClaimingItem, path: readonly string[]) => {
    const at = namedCollection(resource, item, path);
    const value: unknown = valueAt(item, formatPointer(path));
    return at === undefined || value === null ? undefined : `${at}/${value}`;
  };
  const fieldOf = (item: ClaimingItem, name: string, value: unknown) => (
    <Value value={value} path={[name]} idAt={(path) => idAt(item, path)} onNamed={onNamed} />
  );
  const toggle = (id: string) =>
    setUnfolded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const columns = [
    `minmax(3rem, ${isNested ? '1.2fr' : '0.5fr'})`,
    ...unique.map(() => 'minmax(0, 1.5fr)'),
    ...fields.map(() => 'minmax(0, 1fr)'),
    '1.5rem',
  ];
  return (
    <section ref={section} aria-label={collection} style={{ '--columns': columns.join(' ') }}>
      <h2>
        <code>{collection}</code> <small>{common.items(items.length)}</small>
      </h2>
      {items.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <VirtualList
          label={t.itemsOf(collection)}
          class="items"
          items={items}
          rowHeight={36}
          scrollTo={scrollTo}
          keyOf={({ id }) => id}
          rowClass={({ id }) => (id === asked ? 'asked' : changedItems.has(id) ? 'changed' : '')}
          head={
            <>
              <span {...tableRoles.head}>{identity}</span>
              {unique.map((rule) => (
                <span {...tableRoles.head} key={rule.name} title={rule.message}>
                  {rule.name}{' '}
                  <small>
                    {(isAcrossItems(rule) ? t.claimed : t.withinItems)(claimed[rule.name] ?? 0)}
                  </small>
                </span>
              ))}
              {fields.map((name) => (
                <span {...tableRoles.head} key={name} title={name}>
                  {name}
                </span>
              ))}
            </>
          }
          row={(item) => {
            const folded = foldedFields(item, resource, fields);
            const isOpen = unfolded.has(item.id);
            return (
              <>
                <span {...tableRoles.cell} class="identity">
                  {isNested && <small>{item.collection}/</small>}
                  <Identity item={item} isOwn={isOwn} />
                </span>
                {unique.map((rule) => (
                  <span {...tableRoles.cell} key={rule.name}>
                    <span class="cell-label">{rule.name}</span>
                    <ClaimChips
                      rule={rule}
                      claims={item.claims[rule.name] ?? []}
                      idAt={(path) => idAt(item, path)}
                      onNamed={onNamed}
                      matches={matches}
                      flashing={flashing}
                    />
                  </span>
                ))}
                {fields.map((name) => (
                  <span {...tableRoles.cell} class="value" key={name}>
                    <span class="cell-label">{name}</span>
                    {name in item.item ? fieldOf(item, name, item.item[name]) : <small>–</small>}
                  </span>
                ))}
                {folded.length > 0 && (
                  <span {...tableRoles.cell} class="fold">
                    <Button
                      class="quiet-button"
                      aria-expanded={isOpen}
                      aria-label={t.allFieldsOf(formatValue(item.identity))}
                      onClick={() => toggle(item.id)}
                    >
                      {isOpen ? '▾' : '▸'}
                    </Button>
                  </span>
                )}
                {isOpen && (
                  <span {...tableRoles.cell} class="others">
                    {folded.map(([name, value]) => (
                      <span key={name}>
                        <small>{name}</small> {fieldOf(item, name, value)}
                      </span>
                    ))}
                  </span>
                )}
              </>
            );
          }}
        />
      )}
    </section>
  );
}
