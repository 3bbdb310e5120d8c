import { linkTo } from '../data/router.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import type { ClaimingItem } from './claims.ts';
import type { useConflicts } from './conflicts.ts';

/** Says which request was refused last because of claims, and by whom they are held. */
export function ConflictNote({
  conflicts: { last, owner, dismiss },
  onSelect,
}: {
  conflicts: ReturnType<typeof useConflicts>;
  onSelect(item: ClaimingItem): void;
}) {
  const { frame, state: t } = texts.value;
  return (
    <div class="state-conflict" role="status">
      {last !== undefined && (
        <>
          <span>
            {t.refused} {last.conflicts[0]?.message}{' '}
            {last.conflicts.length > 1 && `${t.andMoreRefused(last.conflicts.length - 1)} `}
            <a href={linkTo('journal', String(last.seq))}>{t.exchange(last.seq)}</a>
          </span>
          {owner !== undefined && <Button onClick={() => onSelect(owner)}>{t.showOwner}</Button>}
          <Button onClick={dismiss} aria-label={frame.dismiss}>
            ×
          </Button>
        </>
      )}
    </div>
  );
}
