import { useLayoutEffect, useRef } from 'preact/hooks';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount } from '../data/account-names.ts';
import { bodyText } from '../data/recorded-message.ts';
import { linkTo } from '../data/router.ts';
import { operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { CodeBlock, HeadersBlock } from '../ui/code-block.tsx';

import { Method } from '../ui/status.tsx';
import { ExchangeActions } from './exchange-actions.tsx';
import { Responses } from './replay-result.tsx';
import { keepReplayed, replayedOf } from './replayed.ts';

/** The request and response of an exchange, and the actions on it. */
export function ExchangeDetails({ exchange }: { exchange: JournalEntry }) {
  const backLink = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the list disappears, and must not take the focus with it.
  useLayoutEffect(() => {
    if (backLink.current?.offsetParent !== null && document.activeElement?.matches('.exchange')) {
      backLink.current?.focus();
    }
  }, []);
  const { journal: t, common } = texts.value;
  const { seq, time, account, state, request, fault, turned } = exchange;
  const operation = operationOf(exchange.operation);
  return (
    <article class="exchange-details" aria-label={t.exchange(seq)}>
      <a ref={backLink} class="to-list" href={linkTo('journal')}>
        ← {t.all}
      </a>
      <h2>
        {t.exchange(seq)}{' '}
        <small>
          {new Date(time).toLocaleString(common.locale)} · {t.inAccount}{' '}
          <a href={linkTo('state', account)}>{nameOfAccount(account)}</a> · {t.state(state)}
        </small>
      </h2>
      <p class="request-line">
        <Method name={request.method} /> <code>{request.url}</code>{' '}
        <small>{operation ? `${operation.summary} · ${operation.id}` : t.outside}</small>
      </p>
      {(fault || turned) && (
        <p class="disturbed">
          {fault && (
            <a href={linkTo('faults')}>{t.fault(fault.name, fault.scope, fault.operation)}</a>
          )}{' '}
          {turned && <a href={linkTo('doubts', turned[0] ?? '')}>{t.turned(turned.join(', '))}</a>}
        </p>
      )}
      <ExchangeActions exchange={exchange} onReplayed={(response) => keepReplayed(seq, response)} />
      <section aria-label={t.request}>
        <h3>{t.request}</h3>
        <RequestBody exchange={exchange} />
        <HeadersBlock of={t.request} headers={request.headers} />
      </section>
      <Responses exchange={exchange} replayed={replayedOf(seq)} />
    </article>
  );
}

function RequestBody({ exchange: { request, bodiesDropped } }: { exchange: JournalEntry }) {
  const t = texts.value.journal;
  if (bodiesDropped) return <p class="empty">{t.bodiesDropped}</p>;
  const body = bodyText(request);
  if (body === undefined) return <p class="empty">{t.noBody}</p>;
  const text = typeof request.body === 'object' ? prettyJson(request.body) : body;
  return <CodeBlock label={t.requestBody} text={text} />;
}
