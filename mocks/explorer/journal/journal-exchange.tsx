import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isRedacted } from '../../../spec/shared/redacted.ts';
import { cutText } from '../../../spec/shared/text.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import type { Exchange } from '../../journal/journal.ts';
import { control, forwardRequest } from '../data/control-client.ts';
import { bodyText } from '../data/recorded-message.ts';
import { goTo, linkTo } from '../data/router.ts';
import { contract, operationOf, token } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { keep, pretty } from '../try/draft.ts';
import { draftFromExchange } from '../try/draft-from-exchange.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ResponseView } from '../ui/response-view.tsx';
import { answerOf, exportedOf, replayOf, whyNotReplayed } from './replay.ts';

// A longer text keeps the browser busy, and nobody reads it.
const mostShown = 100_000;

/** An exchange of the journal: what was sent and answered, and what can be done with it. */
export function ExchangeDetails({ exchange }: { readonly exchange: Exchange }) {
  const [replayed, setReplayed] = useState<ForwardedResponse>();
  const [said, setSaid] = useState<{ readonly text: string; readonly failed?: boolean }>();
  const [busy, setBusy] = useState(false);
  const toList = useRef<HTMLAnchorElement>(null);
  // Where there is room for one of the two, the list goes, and the focus must not go with it.
  useLayoutEffect(() => {
    if (toList.current?.offsetParent !== null && document.activeElement?.matches('.exchange')) {
      toList.current?.focus();
    }
  }, []);
  const loaded = contract.value;
  const { seq, time, account, state, request } = exchange;
  const operation = operationOf(exchange.operation ?? undefined);
  const whyNot = loaded && whyNotReplayed(exchange, loaded.account);
  const body = bodyText(request);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setSaid(undefined);
    try {
      await work();
    } catch (error) {
      setSaid({ text: (error as Error).message, failed: true });
    }
    setBusy(false);
  };
  const replay = () =>
    attempt(async () => {
      if (loaded === undefined) return;
      setReplayed(await forwardRequest('mock', replayOf(exchange, loaded.account, token.value)));
    });
  const openInTry = () => {
    if (operation === undefined || loaded === undefined) return;
    keep(draftFromExchange(exchange, operation, loaded.account));
    goTo('try', operation.id);
  };
  const goBack = () =>
    attempt(async () => {
      const path = `accounts/${encodeURIComponent(account)}/undo`;
      await control(path, { method: 'POST', body: { state } });
      setSaid({ text: `Account ${account} is back at state ${state}.` });
    });

  return (
    <article class="exchange-details" aria-label={`Exchange ${seq}`}>
      <a ref={toList} class="to-list" href={linkTo('journal')}>
        All exchanges
      </a>
      <h2>
        Exchange {seq}{' '}
        <small>
          {new Date(time).toLocaleString('en-GB')} · account{' '}
          <a href={linkTo('state', account)}>{account}</a> · state {state}
        </small>
      </h2>
      <p class="request-line">
        <span class={`method ${request.method.toLowerCase()}`}>{request.method}</span>{' '}
        <code>{request.url}</code>{' '}
        <small>{operation?.summary ?? 'no operation of the contract'}</small>
      </p>
      <div class="actions">
        <button
          type="button"
          class="primary"
          disabled={busy || whyNot !== undefined}
          onClick={() => void replay()}
        >
          Replay
        </button>
        {operation !== undefined && (
          <button type="button" onClick={openInTry}>
            Open in Try
          </button>
        )}
        <button
          type="button"
          disabled={busy}
          title={`Takes back what changed account ${account} after this`}
          onClick={() => void goBack()}
        >
          Back to here
        </button>
        <CopyButton
          label="Copy as curl"
          text={() =>
            loaded === undefined
              ? ''
              : toCurlScript([exportedOf(exchange, loaded.account, location.origin, token.value)])
          }
        />
      </div>
      <p class="quiet">
        {whyNot ??
          'Replay sends it to the mock with the token of the page: the journal keeps no tokens, nor other headers that are secret.'}
      </p>
      <p role="status" class={said?.failed ? 'failure' : ''}>
        {said?.text}
      </p>
      <section aria-label="Request">
        <h3>Request</h3>
        {exchange.bodiesDropped ? (
          <p class="empty">The journal has let go of the bodies to make room for others.</p>
        ) : body === undefined ? (
          <p class="empty">The request has no body.</p>
        ) : (
          <LongText
            label="Body of the request"
            text={typeof request.body === 'object' ? pretty(request.body) : body}
          />
        )}
        <details>
          <summary>Headers of the request</summary>
          <CodeBlock
            label="Headers of the request"
            text={Object.entries(request.headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          />
        </details>
      </section>
      <div class={replayed === undefined ? '' : 'beside'}>
        <section aria-label="Answer">
          <h3>{replayed === undefined ? 'Answer' : 'Answer then'}</h3>
          <ResponseView answer={shortened(answerOf(exchange))} />
        </section>
        {replayed !== undefined && (
          <section aria-label="Answer now" aria-live="polite">
            <h3>
              Answer now <small>{comparison(exchange, replayed)}</small>
            </h3>
            <ResponseView answer={shortened(replayed)} name="the new answer" />
          </section>
        )}
      </div>
    </article>
  );
}

function LongText({ label, text }: { readonly label: string; readonly text: string }) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > mostShown;
  return (
    <>
      <CodeBlock label={label} text={cut ? cutText(text, mostShown) : text} />
      {cut && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </>
  );
}

// What is cut is no JSON any more, and shown as the text that it is.
function shortened(answer: ForwardedResponse): ForwardedResponse {
  return 'body' in answer
    ? { ...answer, body: cutText(answer.body, mostShown, '… (cut)') }
    : answer;
}

// In words how an answer compares; nothing where the journal does not know what it was.
function comparison(
  { response, bodiesDropped }: Exchange,
  now: ForwardedResponse,
): 'the same' | 'not the same as it was' | '' {
  const status = 'status' in now ? now.status : 0;
  if (response.status !== status) return 'not the same as it was';
  if (bodiesDropped || isRedacted(response.body)) return '';
  const body = 'body' in now ? now.body : '';
  return (bodyText(response) ?? '') === body ? 'the same' : 'not the same as it was';
}
