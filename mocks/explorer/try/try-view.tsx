import { useEffect, useMemo, useState } from 'preact/hooks';
import { parseJson } from '../../../spec/shared/json.ts';
import type { OperationView } from '../../control/contract-view.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { forwardRequest, messageOf } from '../data/control-client.ts';
import { type RequestDraft, saveDraft } from '../data/drafts.ts';
import { linkTo, route } from '../data/router.ts';
import { operationOf, pageOf, sendable, target, targetToken } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { withToken } from '../export/exported-request.ts';
import { toFetch } from '../export/fetch.ts';
import { toPactInteraction } from '../export/pact.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { asProblem, marksOf } from '../ui/refusal.tsx';
import { ResponseView } from '../ui/response-view.tsx';
import { Source } from '../ui/source.tsx';
import { Method } from '../ui/status.tsx';
import { draftOf, toExportedRequest } from './draft.ts';
import { RequestForm } from './request-form.tsx';

/** Edits and sends requests. */
export default function TryView() {
  const operations = sendable.value;
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
            <Method name={method} /> <code>{path}</code>
            <small>{summary}</small>
          </a>
        ))}
      </nav>
      <Operation key={operation.id} operation={operation} />
    </div>
  );
}

function Operation({ operation }: { operation: OperationView }) {
  const draft = draftOf(operation);
  const [response, setResponse] = useState<ForwardedResponse | undefined>();
  const [failure, setFailure] = useState('');
  const [sending, setSending] = useState<AbortController | undefined>();
  useEffect(() => () => sending?.abort(), [sending]);

  const marks = useMemo(
    () => (response && 'body' in response ? marksOf(asProblem(parseJson(response.body))) : []),
    [response],
  );

  const change = (part: Partial<RequestDraft>) => saveDraft({ ...draft, ...part });
  const send = async () => {
    const abort = new AbortController();
    setSending(abort);
    setFailure('');
    try {
      const request = withToken(exported(), targetToken.value);
      setResponse(await forwardRequest(target.value, request, abort.signal));
    } catch (error) {
      if (abort.signal.aborted) return;
      setResponse(undefined);
      setFailure(messageOf(error));
    }
    setSending(undefined);
  };
  const cancel = () => {
    sending?.abort();
    setSending(undefined);
  };

  const exported = () => toExportedRequest(draft, operation);
  const page = pageOf(operation.source?.page);
  return (
    <div class="work">
      <h1>{operation.summary}</h1>
      {page !== undefined && (
        <>
          <p class="original" lang="ru">
            {page.original}
          </p>
          <details>
            <summary>Documentation</summary>
            {page.rows.map(({ name }) => (
              <Source key={name} source={{ page: page.id, row: name }} />
            ))}
            {page.facts.map(({ id }) => (
              <Source key={id} source={{ page: page.id, fact: id }} />
            ))}
          </details>
        </>
      )}
      <RequestForm
        operation={operation}
        draft={draft}
        marks={marks}
        onChange={change}
        onSend={() => void send()}
      />
      <div class="actions">
        <Button class="primary" onClick={() => void send()} title="Ctrl+Enter">
          Send
        </Button>
        {sending !== undefined && <Button onClick={cancel}>Cancel</Button>}
        <CopyButton label="Copy as curl" text={() => toCurlScript([exported()])} />
        <CopyButton label="Copy as fetch" text={() => toFetch(exported())} />
        {response !== undefined && 'body' in response && (
          <CopyButton
            label="Copy as Pact interaction"
            text={() => toPactInteraction(exported(), response, operation.summary)}
          />
        )}
      </div>
      <section class="response" aria-label="Response" aria-live="polite">
        <Failure text={failure} />
        {response !== undefined && <ResponseView response={response} />}
        {response === undefined && failure === '' && (
          <p class="empty">{sending === undefined ? 'No request sent yet.' : 'Waiting…'}</p>
        )}
      </section>
    </div>
  );
}
