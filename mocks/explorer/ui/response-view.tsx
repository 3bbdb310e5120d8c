import { useMemo } from 'preact/hooks';
import { parseAsWritten } from '../../../spec/shared/json.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { texts } from '../data/texts.ts';
import { CodeBlock, HeadersBlock } from './code-block.tsx';
import { CopyButton } from './copy-button.tsx';
import { durationOf, sizeInWords } from './format.ts';
import { asProblem, RefusalDetails } from './refusal.tsx';
import { Status } from './status.tsx';

/** A response; `name` tells it from other responses on the page. */
export function ResponseView({
  response,
  name,
  dropped,
}: {
  response: ForwardedResponse;
  name?: string;
  /** The characters of its body where that is no longer there. */
  dropped?: number | undefined;
}) {
  const t = texts.value.answer;
  const title = name ?? t.response;
  const text = 'body' in response ? response.body : '';
  const [json, shown] = useMemo(() => {
    const parsed = parseAsWritten(text);
    return [parsed, parsed === undefined ? text : prettyJson(parsed)] as const;
  }, [text]);
  const time = <span class="time">{durationOf(response.ms)}</span>;
  if ('failure' in response) {
    return (
      <p class="failure">
        <Status status={0} /> {response.failure} {time}
      </p>
    );
  }
  const problem = asProblem(json);
  const code = <CodeBlock label={t.bodyOf(title)} text={shown} isJson={json !== undefined} />;
  return (
    <>
      <div class="response-line">
        <Status status={response.status} /> {time}
        {text !== '' && (
          <>
            {' '}
            <span class="time">{sizeInWords(new TextEncoder().encode(text).length)}</span>{' '}
            <CopyButton label={t.copyBody} text={() => text} />
          </>
        )}
      </div>
      {text === '' && <p class="empty">{dropped ? t.dropped(dropped) : t.noBody}</p>}
      {problem !== undefined && (
        <>
          <RefusalDetails
            problem={problem}
            {...(name === undefined ? {} : { label: t.whyOf(name) })}
          />
          <details>
            <summary>{t.body}</summary>
            {code}
          </details>
        </>
      )}
      {text !== '' && problem === undefined && code}
      <HeadersBlock of={title} headers={response.headers} />
    </>
  );
}
