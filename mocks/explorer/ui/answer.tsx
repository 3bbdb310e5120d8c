import type { RelayedAnswer } from '../../relay.ts';
import { pretty } from '../draft.ts';
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

/** What came of a request; where there are several on a page, `of` says in its labels of which. */
export function Answer({
  answer,
  of = '',
}: {
  readonly answer: RelayedAnswer;
  readonly of?: string;
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
  return (
    <>
      <p>
        <Status status={answer.status} /> <Time ms={answer.ms} />
      </p>
      {problem !== undefined && <RefusalDetails problem={problem} of={of} />}
      {answer.body === '' ? (
        <p class="empty">The answer has no body.</p>
      ) : (
        <CodeBlock
          label={`Body of the answer${of}`}
          text={body === undefined ? answer.body : pretty(body)}
        />
      )}
      <details>
        <summary>Headers of the answer</summary>
        <CodeBlock
          label={`Headers of the answer${of}`}
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
