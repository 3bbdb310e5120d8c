import { parseJson } from '../../../spec/shared/json.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { CodeBlock, HeadersBlock } from './code-block.tsx';
import { durationOf } from './format.ts';
import { prettyJson } from './pretty-json.ts';
import { asProblem, RefusalDetails } from './refusal.tsx';
import { Status } from './status.tsx';

/** A response; `name` tells it from other responses on the page. */
export function ResponseView({
  response,
  name = 'Response',
}: {
  response: ForwardedResponse;
  name?: string;
}) {
  const time = <span class="time">{durationOf(response.ms)}</span>;
  if ('failure' in response) {
    return (
      <p class="failure">
        <Status status={0} /> {response.failure} {time}
      </p>
    );
  }
  const { status, headers, body } = response;
  const json = parseJson(body);
  const problem = asProblem(json);
  const code = (
    <CodeBlock label={`${name} body`} text={json === undefined ? body : prettyJson(json)} />
  );
  return (
    <>
      <p>
        <Status status={status} /> {time}
      </p>
      {body === '' && <p class="empty">No response body.</p>}
      {problem !== undefined && (
        <>
          <RefusalDetails
            problem={problem}
            {...(name === 'Response' ? {} : { label: `${name}: why it was refused` })}
          />
          <details>
            <summary>Body</summary>
            {code}
          </details>
        </>
      )}
      {body !== '' && problem === undefined && code}
      <HeadersBlock of={name} headers={headers} />
    </>
  );
}
