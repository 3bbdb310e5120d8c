import { parseAsWritten } from '../../../spec/shared/json.ts';
import { wordOfToken } from '../data/account-names.ts';
import type { RelayedResponse } from '../data/control-client.ts';
import { linkTo } from '../data/router.ts';
import { type SentRecord, sentOf } from '../data/sent.ts';
import { texts } from '../data/texts.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { ResponseView } from '../ui/response-view.tsx';
import { DoubtLink } from '../ui/source.tsx';

/** The answer to what was sent, and who gave it; beside the other target's, if it was sent to both. */
export function Answer({ shown, isEarlier }: { shown: SentRecord; isEarlier: boolean }) {
  const t = texts.value.try;
  const other = sentOf(shown.pair);
  return (
    <>
      {isEarlier && <p class="earlier">{t.earlier}</p>}
      {other === undefined ? (
        <OneAnswer sent={shown} />
      ) : (
        <Both
          mock={shown.target === 'mock' ? shown : other}
          provider={shown.target === 'mock' ? other : shown}
        />
      )}
    </>
  );
}

function Both({ mock, provider }: { mock: SentRecord; provider: SentRecord }) {
  const { frame, try: t } = texts.value;
  const [one, another] = [statusOf(mock), statusOf(provider)];
  return (
    <>
      <h2>{t.differences}</h2>
      {one !== another && <p>{t.otherStatus(one, another)}</p>}
      {'body' in mock.answer && 'body' in provider.answer && (
        <JsonDiff
          before={bodyOf(mock.answer.body)}
          after={bodyOf(provider.answer.body)}
          labels={[frame.mock, frame.provider]}
        />
      )}
      <div class="both">
        <section aria-label={t.mockAnswer}>
          <OneAnswer sent={mock} name={t.mockAnswer} />
        </section>
        <section aria-label={t.providerAnswer}>
          <OneAnswer sent={provider} name={t.providerAnswer} />
        </section>
      </div>
    </>
  );

  function statusOf({ answer }: SentRecord): string {
    return 'status' in answer ? String(answer.status) : t.noStatus;
  }
}

function OneAnswer({ sent, name }: { sent: SentRecord; name?: string }) {
  const { common } = texts.value;
  return (
    <>
      <p class="quiet answered">
        {whoAnswered(sent)} · {new Date(sent.time).toLocaleTimeString(common.locale)}
      </p>
      <Behaviour answer={sent.answer} />
      <ResponseView
        response={sent.answer}
        dropped={sent.dropped}
        {...(name === undefined ? {} : { name })}
      />
    </>
  );
}

// What a fault or a turned switch did looks like a mistake of the mock otherwise.
function Behaviour({ answer: { fault, turned = [] } }: { answer: RelayedResponse }) {
  const { frame, try: t } = texts.value;
  return (
    <>
      {fault !== undefined && (
        <p class="earlier">
          {t.byFault(fault.name ?? '', fault.scope === 'all')}{' '}
          <a href={linkTo('faults')}>{frame.view.faults}</a>
        </p>
      )}
      {turned.length > 0 && (
        <p class="quiet">
          {t.turned}{' '}
          {turned.map((id) => (
            <>
              <DoubtLink key={id} id={id} />{' '}
            </>
          ))}
        </p>
      )}
    </>
  );
}

function whoAnswered({ target, token, hadToken, base }: SentRecord): string {
  const t = texts.value.try;
  if (target === 'provider') return t.byProvider(base, hadToken);
  // An empty one is what the form sends where no token is typed.
  return token ? t.byMock(wordOfToken(token)) : t.byMockNoToken;
}

function bodyOf(text: string): unknown {
  return parseAsWritten(text) ?? text;
}
