import { useEffect, useMemo, useRef } from 'preact/hooks';
import { ownValue, parseJson } from '../../../spec/shared/json.ts';
import type { OperationView } from '../../control/contract-view.ts';
import { type RequestDraft, replaceDraft, saveDraft } from '../data/drafts.ts';
import { draftFromLink } from '../data/request-link.ts';
import { dropRouteQuery, route, routeQuery } from '../data/router.ts';
import { keptDraft, type SentRecord, sent, shownFor } from '../data/sent.ts';
import {
  baseUrlOf,
  chooseTarget,
  contract,
  operationOf,
  operationTitle,
  pageOf,
  sendable,
  type Target,
  target,
  token,
} from '../data/session.ts';
import { isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { asProblem, marksOf } from '../ui/refusal.tsx';
import { Source } from '../ui/source.tsx';
import { Method } from '../ui/status.tsx';
import { UnknownAddress } from '../ui/unknown-address.tsx';
import { Answer } from './answer.tsx';
import { RequestCopyMenu } from './copy-menu.tsx';
import { draftOf, draftPath } from './draft.ts';
import { ImportButton } from './import-dialog.tsx';
import { OperationList } from './operation-list.tsx';
import { RequestForm } from './request-form.tsx';
import { cancel, failures, sendDraft, sending } from './send.ts';
import { SentHistory } from './sent-history.tsx';
import './try.css';

/** The operation that was shown last, which the view opens with. */
const lastOperation = storedSignal('operation', '', isString);

/** Edits and sends requests. */
export default function TryView() {
  const [, wanted = ''] = route.value;
  const isSendable = (one: OperationView | undefined) => one?.variants.length === 0;
  const found = operationOf(wanted === '' ? lastOperation.value : wanted);
  // An operation with variants is sent as one of these.
  const operation = isSendable(found) ? found : operationOf(found?.variants[0]);
  const shown = operation ?? (wanted === '' ? sendable.value[0] : undefined);
  useEffect(() => {
    if (shown !== undefined) lastOperation.value = shown.id;
  }, [shown?.id]);
  if (sendable.value.length === 0) return <p class="empty">{texts.value.try.noOperations}</p>;
  if (shown === undefined) {
    return <UnknownAddress link={texts.value.try.allOperations} to={['try']} />;
  }
  return (
    <div class="columns try">
      <OperationList chosen={shown} />
      <Operation key={shown.id} operation={shown} />
    </div>
  );
}

function Operation({ operation }: { operation: OperationView }) {
  const t = texts.value.try;
  const { id } = operation;
  const draft = draftOf(operation);
  const shown = shownFor(id);
  const isEarlier = shown !== undefined && isEdited(draft, shown);
  const isSending = ownValue(sending.value, id) !== undefined;
  const answer = useRef<HTMLElement>(null);
  const isDamaged = useLink(id);
  useTitle(operation.summary || operationTitle(operation));
  const marks = useMemo(
    () =>
      shown && !isEarlier && 'body' in shown.answer
        ? marksOf(asProblem(parseJson(shown.answer.body)))
        : [],
    [shown, isEarlier],
  );

  const change = (part: Partial<RequestDraft>) => saveDraft({ ...draftOf(operation), ...part });
  const send = async (...targets: readonly Target[]) => {
    const before = sent.value[0];
    await sendDraft(draftOf(operation), operation, targets);
    if (sent.value[0] !== before) showAnswer(answer.current);
  };
  const provider = contract.value?.provider ?? null;
  return (
    <>
      <div class="work">
        <h1>{operation.summary || operationTitle(operation)}</h1>
        <Documentation page={operation.source?.page} />
        <Failure text={isDamaged ? t.damagedLink : ''} />
        {draft.linkedTo !== undefined && <LinkBanner to={draft.linkedTo} />}
        <p class="assembled">
          <Method name={operation.method} />{' '}
          <code>{baseUrlOf(target.value) + draftPath(draft, operation)}</code>
        </p>
        <RequestForm
          operation={operation}
          draft={draft}
          marks={marks}
          onChange={change}
          onSend={() => void send(target.value)}
        />
        <div class="actions">
          <Button class="primary" onClick={() => void send(target.value)} title="Ctrl+Enter">
            {t.send}
          </Button>
          {provider !== null && (
            <Button onClick={() => void send('mock', 'provider')}>{t.sendToBoth}</Button>
          )}
          {isSending && <Button onClick={() => cancel(id)}>{texts.value.common.cancel}</Button>}
          <RequestCopyMenu
            draft={draft}
            operation={operation}
            sent={whole(shown)}
            isEarlier={isEarlier}
          />
          <ImportButton />
        </div>
      </div>
      <div class="answer">
        <section ref={answer} class="response" aria-label={texts.value.answer.response}>
          <div aria-live="polite">
            <Failure text={ownValue(failures.value, id) ?? ''} />
            {isSending && <p class="empty">{t.waiting}</p>}
            {shown === undefined && !isSending && <p class="empty">{t.noRequest}</p>}
          </div>
          {shown !== undefined && !ownValue(failures.value, id) && (
            <Answer shown={shown} isEarlier={isEarlier} />
          )}
        </section>
        <SentHistory operation={id} shown={shown} />
      </div>
    </>
  );
}

function Documentation({ page: id }: { page: string | undefined }) {
  const page = pageOf(id);
  if (page === undefined) return null;
  return (
    <>
      <p class="original" lang="ru">
        {page.original}
      </p>
      <details>
        <summary>{texts.value.try.documentation}</summary>
        {page.rows.map(({ name }) => (
          <Source key={name} source={{ page: page.id, row: name }} />
        ))}
        {page.facts.map((fact) => (
          <Source key={fact.id} source={{ page: page.id, fact: fact.id }} />
        ))}
      </details>
    </>
  );
}

// Only the reader chooses the provider: a link may come from anybody.
function LinkBanner({ to }: { to: Target }) {
  const t = texts.value.try;
  const provider = contract.value?.provider ?? null;
  const isOther = to === 'provider' && target.value !== 'provider' && provider !== null;
  return (
    <p class="banner told" role="status">
      {t.linked}{' '}
      {isOther && (
        <>
          {t.linkedToProvider(provider)}{' '}
          <Button onClick={() => chooseTarget('provider')}>{t.chooseProvider}</Button>
        </>
      )}
    </p>
  );
}

/** Fills the form from the address, if that holds a request; returns whether it could not be read. */
function useLink(operation: string): boolean {
  const damaged = useRef(false);
  const written = routeQuery.value.get('request');
  useEffect(() => {
    if (written === null) return;
    const draft = draftFromLink(operation, written);
    damaged.current = draft === undefined;
    if (draft !== undefined) replaceDraft(draft);
    dropRouteQuery();
  }, [written, operation]);
  return damaged.current;
}

// An answer of which a part is gone cannot be exported.
function whole(shown: SentRecord | undefined): SentRecord | undefined {
  return shown?.dropped === undefined ? shown : undefined;
}

function isEdited(draft: RequestDraft, shown: SentRecord): boolean {
  const isSameToken = shown.target !== 'mock' || !shown.hadToken || shown.token === token.value;
  // Of what was sent to both, either target is shown.
  const isSameTarget = shown.target === target.value || shown.pair !== undefined;
  const written = (one: RequestDraft) => {
    const { operation: _, body, ...rest } = keptDraft(one, shown.target);
    const parts = { ...rest, ...(shown.dropped === undefined && body !== undefined && { body }) };
    return JSON.stringify(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return !isSameTarget || !isSameToken || written(draft) !== written(shown.draft);
}

// Beside the request it may be in sight already.
function showAnswer(answer: HTMLElement | null): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  requestAnimationFrame(() => {
    if ((answer?.getBoundingClientRect().top ?? 0) < innerHeight / 2) return;
    answer?.scrollIntoView({ behavior: isStill ? 'auto' : 'smooth', block: 'start' });
  });
}
