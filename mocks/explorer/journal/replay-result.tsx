import { parseJson } from '../../../spec/shared/json.ts';
import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText } from '../data/recorded-message.ts';
import { operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { ResponseView } from '../ui/response-view.tsx';
import { responseOf } from './replay.ts';

/** The response of an exchange, and beside it that of a replay with what differs. */
export function Responses({
  exchange,
  replayed,
}: {
  exchange: JournalEntry;
  /** Undefined before a replay. */
  replayed: ForwardedResponse | undefined;
}) {
  const t = texts.value.journal;
  if (replayed === undefined) {
    return (
      <section aria-label={t.response}>
        <h3>{t.response}</h3>
        <ResponseView response={responseOf(exchange)} />
      </section>
    );
  }
  return (
    <>
      <Differences exchange={exchange} replayed={replayed} />
      <div class="beside">
        <section aria-label={t.original}>
          <h3>{t.original}</h3>
          <ResponseView response={responseOf(exchange)} />
        </section>
        <section aria-label={t.again}>
          <h3>{t.again}</h3>
          <ResponseView response={replayed} name={t.again} />
        </section>
      </div>
    </>
  );
}

function Differences({
  exchange,
  replayed,
}: {
  exchange: JournalEntry;
  replayed: ForwardedResponse;
}) {
  const t = texts.value.journal;
  const { response, bodiesDropped, operation } = exchange;
  const status = 'status' in replayed ? replayed.status : 0;
  const [body, bodyNow] = [bodyText(response) ?? '', 'body' in replayed ? replayed.body : ''];
  const isSameStatus = status === response.status;
  // What the journal masks or dropped cannot be compared.
  const isKnown = !bodiesDropped && !isRedacted(response.body);
  const [before, after] = [parseJson(body), parseJson(bodyNow)];
  const isJson = before !== undefined && after !== undefined;
  const isSame = isJson ? JSON.stringify(before) === JSON.stringify(after) : body === bodyNow;
  return (
    <section aria-label={t.differences} aria-live="polite">
      <h3>{t.differences}</h3>
      <p>
        {!isSameStatus && `${t.statusDiffers(response.status, status)} `}
        {isSameStatus && isKnown && isSame && t.same}
        {isKnown && !isSame && !isJson && t.different}
      </p>
      {isKnown && isJson && !isSame && (
        <JsonDiff
          before={before}
          after={after}
          labels={[t.original, t.again]}
          identity={operationOf(operation)?.acts?.identity}
        />
      )}
    </section>
  );
}
