import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import type { ClaimingItem, ValueHolders } from './claims.ts';
import { itemPath } from './item-table.tsx';

/** Who owns the value that was searched for, under each rule. */
export function Owners({
  found,
  search,
  onSelect,
}: {
  found: readonly ValueHolders[];
  search: string;
  onSelect(item: ClaimingItem): void;
}) {
  const t = texts.value.state;
  return (
    <ul class="state-found" aria-live="polite" aria-label={t.owners}>
      {found.map(({ resource, rule, holders: [holder, ...others] }) => (
        <li key={resource.collection + rule.name} class={holder ? 'taken' : 'free'}>
          <code>{rule.name}</code> <strong>{holder?.claim.text ?? search}</strong>{' '}
          {holder === undefined ? (
            t.isFree
          ) : (
            <>
              {t.belongsTo}{' '}
              <Button class="as-link" onClick={() => onSelect(holder.item)}>
                {itemPath(holder.item)}
              </Button>
              {others.length > 0 && ` ${t.andMore(others.length)}`}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
