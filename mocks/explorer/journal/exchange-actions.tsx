import { useState } from 'preact/hooks';
import type { ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount, ownAccount, tokenOfAccount } from '../data/account-names.ts';
import { forwardRequest, undoTo } from '../data/control-client.ts';
import { openInTry } from '../data/drafts.ts';
import { journal } from '../data/journal-store.ts';
import { contract, operationOf, token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { CopyMenu } from '../ui/copy-menu.tsx';
import { draftFromExchange } from './draft-from-exchange.ts';
import { exchangeToCase } from './exchange-to-case.ts';
import { exchangeToExport, exchangeToPact } from './exchange-to-export.ts';
import { replayObstacle, replayOf } from './replay.ts';

/** What can be done with an exchange: replay, edit, go back to its state, copy. */
export function ExchangeActions({
  exchange,
  onReplayed,
}: {
  exchange: JournalEntry;
  onReplayed(response: ForwardedResponse): void;
}) {
  const action = useAction();
  const [asks, setAsks] = useState(false);
  const t = texts.value.journal;
  const key = contract.value?.account;
  if (key === undefined) return null;
  const { account, state } = exchange;
  const operation = operationOf(exchange.operation);
  const obstacle = replayObstacle(exchange, key);
  const mine = ownAccount.value ?? '';
  const isMine = account === mine;
  const known = isMine ? token.value : tokenOfAccount(account);
  const [name, myName] = [nameOfAccount(account), nameOfAccount(mine)];
  const replay = (by: string) => () =>
    void action.run(async () =>
      onReplayed(await forwardRequest('mock', replayOf(exchange, key, by))),
    );
  const restore = () => {
    setAsks(false);
    void action.run(() => undoTo(account, state), t.restored(name, state));
  };
  const request = () =>
    exchangeToExport(
      exchange,
      key,
      location.origin,
      known === undefined
        ? { token: undefined, isFresh: true, accountName: name }
        : { token: known, accountName: name },
    );
  const cannotReplay = action.busy || obstacle !== undefined;
  return (
    <>
      <div class="actions">
        {known !== undefined && (
          <Button class="primary" disabled={cannotReplay} onClick={replay(known)}>
            {isMine ? t.replay : t.replayHere(name)}
          </Button>
        )}
        {!isMine && (
          <Button disabled={cannotReplay} onClick={replay(token.value)}>
            {t.replayMine(myName)}
          </Button>
        )}
        {operation !== undefined && (
          <Button onClick={() => openInTry(draftFromExchange(exchange, operation, key))}>
            {t.openInTry}
          </Button>
        )}
        <Button
          disabled={action.busy}
          title={t.restoreTitle(name)}
          onClick={() => (isMine ? restore() : setAsks(true))}
        >
          {t.restore}
        </Button>
        <CopyMenu
          request={request}
          exchange={() => exchangeToPact(exchange, operation, request(), journal.value)}
          others={{ [t.makeCase]: () => exchangeToCase(exchange, key, journal.value) }}
        />
      </div>
      {asks && (
        <Confirm
          question={t.restoreOthers(name)}
          action={t.restoreNow}
          onConfirm={restore}
          onCancel={() => setAsks(false)}
        />
      )}
      {(obstacle !== undefined || !isMine) && (
        <p class="quiet">
          {obstacle ?? (known === undefined ? t.replayToMine(name) : t.replayTo(name))}
        </p>
      )}
      <ActionStatus action={action} />
    </>
  );
}
