import { useEffect, useMemo, useState } from 'preact/hooks';
import type { OperationView } from '../../control/contract-view.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { ControlFailure, forwardRequest } from '../data/control-client.ts';
import { linkTo, route } from '../data/router.ts';
import { contract, operationOf, target } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { toFetch } from '../export/fetch.ts';
import { toPactInteraction } from '../export/pact.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { marksOf, problemIn } from '../ui/refusal.tsx';
import { jsonOf, ResponseView } from '../ui/response-view.tsx';
import { Source } from '../ui/source.tsx';
import { draftOf, drafts, exportOf, keep, type RequestDraft, requestOf } from './draft.ts';
import { RequestForm } from './request-form.tsx';

/** Sends requests that are written by hand. */
export function Try() {
  const operations = contract.value?.operations ?? [];
  const operation = operationOf(route.value[1]) ?? operations[0];
  if (operation === undefined) return <p class="empty">The contract has no operations.</p>;
  return (
    <div class="columns">
      <nav class="list" aria-label="Operations">
        {operations.map(({ id, method, path, summary }) => (
          <a
            key={id}
            href={linkTo('try', id)}
            aria-current={id === operation.id ? 'page' : undefined}
          >
            <span class={`method ${method}`}>{method.toUpperCase()}</span> <code>{path}</code>
            <small>{summary}</small>
          </a>
        ))}
      </nav>
      <Operation key={operation.id} operation={operation} />
    </div>
  );
}

function Operation({ operation }: { readonly operation: OperationView }) {
  const draft = drafts.value[operation.id] ?? draftOf(operation);
  const [answer, setAnswer] = useState<ForwardedResponse | undefined>();
  const [failure, setFailure] = useState('');
  const [sending, setSending] = useState<AbortController | undefined>();
  useEffect(() => () => sending?.abort(), [sending]);

  const problem = answer && 'body' in answer ? problemIn(jsonOf(answer.body)) : undefined;
  const marks = useMemo(() => (problem === undefined ? [] : marksOf(problem)), [answer]);

  const change = (part: Partial<RequestDraft>) => keep({ ...draft, ...part });
  const send = async () => {
    const stop = new AbortController();
    setSending(stop);
    setFailure('');
    try {
      setAnswer(
        await forwardRequest(target.value, requestOf(draftOf(operation), operation), stop.signal),
      );
    } catch (error) {
      if (stop.signal.aborted) return;
      setAnswer(undefined);
      setFailure(error instanceof ControlFailure ? error.message : String(error));
    }
    setSending(undefined);
  };

  const stopWaiting = () => {
    sending?.abort();
    setSending(undefined);
  };

  const exported = () => exportOf(draft, operation);
  const source = operation.source;
  const page = contract.value?.pages.find(({ id }) => id === source?.page);
  return (
    <div class="work">
      <h1>{operation.summary}</h1>
      {page !== undefined && (
        <p class="original" lang="ru">
          {page.original}
        </p>
      )}
      {source !== undefined && (
        <details>
          <summary>Documentation</summary>
          <Documentation page={source.page} />
        </details>
      )}
      <RequestForm
        operation={operation}
        draft={draft}
        marks={marks}
        onChange={change}
        onSend={() => void send()}
      />
      <div class="actions">
        <button type="button" class="primary" onClick={() => void send()} title="Ctrl+Enter">
          Send
        </button>
        {sending !== undefined && (
          <button type="button" onClick={stopWaiting}>
            Stop waiting
          </button>
        )}
        <CopyButton label="Copy as curl" text={() => toCurlScript([exported()])} />
        <CopyButton label="Copy as fetch" text={() => toFetch(exported())} />
        {answer !== undefined && 'body' in answer && (
          <CopyButton
            label="Copy as a Pact interaction"
            text={() => toPactInteraction(exported(), answer, operation.summary)}
          />
        )}
      </div>
      <section class="answer" aria-label="Answer" aria-live="polite">
        {failure !== '' && <p class="failure">{failure}</p>}
        {answer !== undefined && <ResponseView answer={answer} />}
        {answer === undefined && failure === '' && (
          <p class="empty">{sending === undefined ? 'Nothing has been sent yet.' : 'Waiting…'}</p>
        )}
      </section>
    </div>
  );
}

function Documentation({ page: id }: { readonly page: string | undefined }) {
  const page = contract.value?.pages.find((one) => one.id === id);
  return (
    <>
      {page?.rows.map(({ name }) => (
        <Source key={name} source={{ page: page.id, row: name }} />
      ))}
      {page?.facts.map((one) => (
        <Source key={one.id} source={{ page: page.id, fact: one.id }} />
      ))}
    </>
  );
}
