import type { ForwardedResponse } from '../../http/forward.ts';
import { pretty } from '../try/draft.ts';
import { CodeBlock } from './code-block.tsx';
import { problemIn, RefusalDetails } from './refusal.tsx';
import { Status } from './status.tsx';

/** The JSON of a body, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came of a request; `name` tells it from another one on the page. */
export function ResponseView({
  answer,
  name = 'the answer',
}: {
  readonly answer: ForwardedResponse;
  readonly name?: string;
}) {
  if ('failure' in answer) {
    return (
      <p class="failure">
        <Status status={0} /> {answer.failure} <Time ms={answer.ms} />
      </p>
    );
  }
  const body = jsonOf(answer.body);
  const problem = problemIn(body);
  const text = body === undefined ? answer.body : pretty(body);
  const shown = <CodeBlock label={`Body of ${name}`} text={text} />;
  return (
    <>
      <p>
        <Status status={answer.status} /> <Time ms={answer.ms} />
      </p>
      {problem !== undefined && (
        <RefusalDetails
          problem={problem}
          {...(name === 'the answer' ? {} : { label: `Why ${name} was a refusal` })}
        />
      )}
      {answer.body === '' ? (
        <p class="empty">The answer has no body.</p>
      ) : problem === undefined ? (
        shown
      ) : (
        <details>
          <summary>Body of {name}</summary>
          {shown}
        </details>
      )}
      <details>
        <summary>Headers of {name}</summary>
        <CodeBlock
          label={`Headers of ${name}`}
          text={Object.entries(answer.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join('\n')}
        />
      </details>
    </>
  );
}

function Time({ ms }: { readonly ms: number }) {
  return <span class="time">{ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms</span>;
}
