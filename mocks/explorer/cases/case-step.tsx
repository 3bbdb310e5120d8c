import { describeExpectation } from '../../../spec/shared/expectation.ts';
import { parseJson } from '../../../spec/shared/json.ts';
import type { CaseRun, StepRun } from '../../control/cases/case-run.ts';
import type { ShownStep } from '../../control/cases/catalogue-view.ts';
import { openInTry } from '../data/drafts.ts';
import { headerLines } from '../data/recorded-message.ts';
import { operationOf } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Definition } from '../ui/definition.tsx';
import { prettyJson } from '../ui/pretty-json.ts';
import { ResponseView } from '../ui/response-view.tsx';
import { Method, Status } from '../ui/status.tsx';
import { draftOfStep } from './export-case.ts';
import { VerdictBadge } from './verdict-badge.tsx';

const accounts = {
  none: 'without a token',
  empty: 'with an empty token',
  unknown: 'with an unknown token',
  longer: 'with the token plus one character',
  shorter: 'with the token minus its last character',
  'other-case': 'with the token in swapped case',
  second: 'with the second token',
} as const;

/** A step of a case, with what is expected and what happened in the last run. */
export function CaseStep({
  number,
  role,
  step,
  run,
  to,
}: {
  number: number;
  role: StepRun['role'];
  step: ShownStep;
  /** The last run of the step; undefined before the first. */
  run: StepRun | undefined;
  to: CaseRun['to'];
}) {
  const { method = '', path = '' } = operationOf(step.operation) ?? {};
  const draft = run && draftOfStep(run);
  return (
    <li class={`step ${role}`}>
      <p class="what">
        <span class="role">{role}</span> <Method name={method} />{' '}
        <code>{run?.request?.path ?? path}</code>
        {step.account !== undefined && <small>{accounts[step.account]}</small>}
        {step.when !== undefined && <small>only if the request is {step.when}</small>}
      </p>
      <dl class="side-by-side">
        <Definition term="Expected">
          {run?.expected ?? describeExpectation(step.expect, to)}
        </Definition>
        <Definition term="Actual">
          <Actual run={run} />
        </Definition>
      </dl>
      {run?.why && <p class={run.verdict === 'not-sent' ? 'empty' : 'failure'}>{run.why}</p>}
      <details>
        <summary>{run?.request ? 'Request' : 'Request (as in the catalogue)'}</summary>
        <CodeBlock label={`Step ${number} request`} text={requestText(step, run)} />
        {draft && (
          <Button onClick={() => openInTry(draft)} aria-label={`Open in Try: step ${number}`}>
            Open in Try
          </Button>
        )}
      </details>
      {run?.answer && (
        <details>
          <summary>Response</summary>
          <ResponseView response={run.answer} name={`Step ${number} response`} />
        </details>
      )}
    </li>
  );
}

function Actual({ run }: { run: StepRun | undefined }) {
  if (run === undefined) return <span class="empty">not run</span>;
  const { answer, verdict } = run;
  return (
    <>
      {answer && <Status status={'status' in answer ? answer.status : 0} />}{' '}
      <VerdictBadge verdict={verdict} />
    </>
  );
}

function requestText(step: ShownStep, run: StepRun | undefined): string {
  if (run?.request) {
    const { headers = {}, body } = run.request;
    const lines = headerLines(headers);
    if (body === undefined) return lines;
    // Invalid JSON stays as it is: it is often the point of the case.
    const json = parseJson(body);
    return `${lines}\n\n${json === undefined ? body : prettyJson(json)}`;
  }
  if (step.text !== undefined) return step.text;
  return step.json === undefined ? 'No body.' : prettyJson(step.json);
}
