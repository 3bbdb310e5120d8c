import { useMemo } from 'preact/hooks';
import { undoTo } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo } from '../data/router.ts';
import { operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { timeOf } from '../ui/format.ts';
import { Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import type { AccountState } from './account-state.ts';
import { historyOf } from './history-entries.ts';

/** The history of an account, newest first; any of its states can be restored. */
export function StateHistory({ state, title }: { state: AccountState; title: string }) {
  const { common, state: t } = texts.value;
  const action = useAction();
  const exchanges = journal.value;
  const entries = useMemo(() => historyOf(state, exchanges), [state, exchanges, t]);
  return (
    <section class="state-history" aria-label={title}>
      <h2>{t.history}</h2>
      <ActionStatus action={action} />
      <VirtualList
        label={t.historyList}
        items={entries}
        rowHeight={46}
        growsAtTop
        keyOf={({ key }) => key}
        rowClass={({ change, standing }) => (change === undefined ? 'unchanged' : standing)}
        row={({ state: at, change, time, exchange, standing }) => (
          <div class="point">
            <span class="what">
              {exchange === undefined ? (
                change
              ) : (
                <a href={linkTo('journal', String(exchange.seq))}>
                  {exchange.request.method}{' '}
                  {operationOf(exchange.operation)?.summary ?? exchange.request.url}
                </a>
              )}
              <small>
                {change !== undefined && `${t.state(at)} `}
                {exchange !== undefined && <Status status={exchange.response.status} />}{' '}
                {time !== '' && (
                  <time dateTime={time} title={new Date(time).toLocaleString(common.locale)}>
                    {timeOf(time)}
                  </time>
                )}
                {change !== undefined && standing === 'undone' && ` · ${t.wasUndone}`}
              </small>
            </span>
            {standing === 'now' && <strong>{t.now}</strong>}
            {change !== undefined && standing !== 'now' && (
              <Button
                aria-label={t.restoreState(at)}
                onClick={() => void action.run(() => undoTo(state.id, at))}
              >
                {t.restore}
              </Button>
            )}
          </div>
        )}
      />
    </section>
  );
}
