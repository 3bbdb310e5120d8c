import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { forwardRequest, undoTo } from '../data/control-client.ts';
import { openInTry } from '../data/drafts.ts';
import { bodyText } from '../data/recorded-message.ts';
import { linkTo } from '../data/router.ts';
import { contract, operationOf, token } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock, HeadersBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { prettyJson } from '../ui/pretty-json.ts';
import { ResponseView } from '../ui/response-view.tsx';
import { Method } from '../ui/status.tsx';
import { draftFromExchange } from './draft-from-exchange.ts';
import { exchangeToExport, replayObstacle, replayOf, responseOf } from './replay.ts';

/** The request and response of an exchange, and the actions on it. */
export function ExchangeDetails({ exchange }: { exchange: JournalEntry }) {
  const [replayed, setReplayed] = useState<ForwardedResponse>();
  const action = useAction();
  const backLink = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the list disappears, and must not take the focus with it.
  useLayoutEffect(() => {
    if (backLink.current?.offsetParent !== null && document.activeElement?.matches('.exchange')) {
      backLink.current?.focus();
    }
  }, []);
  const key = contract.value?.account;
  if (key === undefined) return null;
  const { seq, time, account, state, request } = exchange;
  const operation = operationOf(exchange.operation);
  const obstacle = replayObstacle(exchange, key);
  const replay = () =>
    action.run(async () =>
      setReplayed(await forwardRequest('mock', replayOf(exchange, key, token.value))),
    );
  const restore = () =>
    action.run(() => undoTo(account, state), `Account ${account} restored to state ${state}.`);

  return (
    <article class="exchange-details" aria-label={`Exchange ${seq}`}>
      <a ref={backLink} class="to-list" href={linkTo('journal')}>
        ← All exchanges
      </a>
      <h2>
        Exchange {seq}{' '}
        <small>
          {new Date(time).toLocaleString('en-GB')} · account{' '}
          <a href={linkTo('state', account)}>{account}</a> · state {state}
        </small>
      </h2>
      <p class="request-line">
        <Method name={request.method} /> <code>{request.url}</code>{' '}
        <small>
          {operation ? `${operation.summary} · ${operation.id}` : 'Not in the contract'}
        </small>
      </p>
      <div class="actions">
        <Button
          class="primary"
          disabled={action.busy || obstacle !== undefined}
          onClick={() => void replay()}
        >
          Replay
        </Button>
        {operation !== undefined && (
          <Button onClick={() => openInTry(draftFromExchange(exchange, operation, key))}>
            Open in Try
          </Button>
        )}
        <Button
          disabled={action.busy}
          title={`Undoes all later changes to account ${account}`}
          onClick={() => void restore()}
        >
          Restore this state
        </Button>
        <CopyButton
          label="Copy as curl"
          text={() => toCurlScript([exchangeToExport(exchange, key, location.origin, token.value)])}
        />
      </div>
      <p class="quiet">
        {obstacle ??
          'Replay sends the request to the mock with the token of this page: the journal stores no tokens or other secret headers.'}
      </p>
      <ActionStatus action={action} />
      <section aria-label="Request">
        <h3>Request</h3>
        <RequestBody exchange={exchange} />
        <HeadersBlock of="Request" headers={request.headers} />
      </section>
      <div class={replayed === undefined ? '' : 'beside'}>
        <section aria-label="Response">
          <h3>{replayed === undefined ? 'Response' : 'Original response'}</h3>
          <ResponseView response={responseOf(exchange)} />
        </section>
        {replayed !== undefined && (
          <section aria-label="New response" aria-live="polite">
            <h3>
              New response <small>{compare(exchange, replayed)}</small>
            </h3>
            <ResponseView response={replayed} name="New response" />
          </section>
        )}
      </div>
    </article>
  );
}

function RequestBody({ exchange: { request, bodiesDropped } }: { exchange: JournalEntry }) {
  if (bodiesDropped) return <p class="empty">The journal no longer holds the bodies.</p>;
  const body = bodyText(request);
  if (body === undefined) return <p class="empty">No request body.</p>;
  const text = typeof request.body === 'object' ? prettyJson(request.body) : body;
  return <CodeBlock label="Request body" text={text} />;
}

// Nothing if the journal does not know the original response.
function compare({ response, bodiesDropped }: JournalEntry, now: ForwardedResponse): string {
  const different = 'different from the original';
  if (response.status !== ('status' in now ? now.status : 0)) return different;
  if (bodiesDropped || isRedacted(response.body)) return '';
  const body = 'body' in now ? now.body : '';
  return (bodyText(response) ?? '') === body ? 'same as the original' : different;
}
