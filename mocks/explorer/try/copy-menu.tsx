import type { OperationView } from '../../control/contract-view.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { journal } from '../data/journal-store.ts';
import { linkToRequest } from '../data/request-link.ts';
import type { SentRecord } from '../data/sent.ts';
import { contract, target } from '../data/session.ts';
import { stateBefore } from '../data/state-before.ts';
import { texts } from '../data/texts.ts';
import { tokenObstacle } from '../data/token-obstacle.ts';
import { toCurlScript } from '../export/curl.ts';
import type { SentExchange } from '../export/exported-request.ts';
import { toFetch } from '../export/fetch.ts';
import { toPactInteraction } from '../export/pact.ts';
import { Button } from '../ui/button.tsx';
import { CopyMenu } from '../ui/copy-menu.tsx';
import { exportOfSent, toExportedRequest } from './draft.ts';

/** Copies a request for other tools: as it is edited, and as it was sent where that is something else. */
export function RequestCopyMenu({
  draft,
  operation,
  sent,
  isEarlier,
}: {
  draft: RequestDraft;
  operation: OperationView;
  /** What was sent and is shown, with the whole of its answer; undefined where there is none. */
  sent: SentRecord | undefined;
  /** Whether the draft was edited since. */
  isEarlier: boolean;
}) {
  const { export: names, try: t } = texts.value;
  const written = () => (sent === undefined ? undefined : exportOfSent(sent, operation));
  const exchange =
    sent !== undefined && 'body' in sent.answer ? () => exchangeOf(sent, operation) : undefined;
  const asSent = () => ({
    [t.asSent(names.curl)]: () => toCurlScript([written() ?? edited()]),
    [t.asSent(names.fetch)]: () => toFetch(written() ?? edited()),
    ...(exchange && {
      [t.asSent(names.pact)]: async () => toPactInteraction(await exchange()),
    }),
  });
  return (
    <CopyMenu
      request={() => (isEarlier ? undefined : written()) ?? edited()}
      // An interaction of what was edited since would have the answer to something else.
      exchange={isEarlier ? undefined : exchange}
      others={{ [t.copyLink]: () => linkOf(draft), ...(isEarlier && asSent()) }}
    >
      {exchange === undefined && (
        <Button disabled title={t.nothingSent}>
          {names.pact}
        </Button>
      )}
    </CopyMenu>
  );

  function edited() {
    const request = toExportedRequest(draft, operation);
    // Send refuses it, too; curl would send its bytes, which are the token of another account.
    const obstacle =
      request.tokenHeader === undefined ? undefined : tokenObstacle(request.token ?? '');
    if (obstacle !== undefined) throw new Error(obstacle);
    return request;
  }
}

function linkOf(draft: RequestDraft): string {
  const hash = linkToRequest(draft, target.value);
  if (hash === undefined) throw new Error(texts.value.try.linkTooLong);
  return new URL(hash, location.href).href;
}

async function exchangeOf(sent: SentRecord, operation: OperationView): Promise<SentExchange> {
  const { answer } = sent;
  if (!('body' in answer)) throw new Error(texts.value.export.pactDropped);
  if (answer.fault !== undefined) throw new Error(texts.value.export.pactFault);
  return {
    request: exportOfSent(sent, operation),
    response: answer,
    operation,
    // The provider's account is known to nobody but the provider.
    state: sent.target === 'provider' ? undefined : await stateBefore(entryOf(sent), journal.value),
  };
}

function entryOf({ answer, instance }: SentRecord): (typeof journal.value)[number] {
  const isSame = instance === contract.value?.instance;
  const entry = isSame ? journal.value.find(({ seq }) => seq === answer.seq) : undefined;
  if (entry === undefined) throw new Error(texts.value.try.forgotten);
  return entry;
}
