import { describeExpectation } from '../../../spec/shared/expectation.ts';
import type { CaseRun, StepRun } from '../../control/cases/case-run.ts';
import type { ShownStep } from '../../control/cases/catalogue-view.ts';
import { operationOf } from '../data/session.ts';
import { pretty } from '../try/draft.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { jsonOf, ResponseView } from '../ui/response-view.tsx';
import { Status } from '../ui/status.tsx';
import { openInTry } from './export-case.ts';
import { VerdictBadge } from './verdict-badge.tsx';

const roles = new Map([
  ['given', 'Given'],
  ['request', 'The request'],
  ['then', 'Then'],
]);
const accounts = {
  none: 'without a token',
  empty: 'with an empty token',
  unknown: 'with a token that nobody issued',
  longer: 'with the token and one character more',
  shorter: 'with the token but its last character',
  'other-case': 'with the token in the other case',
  second: 'with the second token',
} as const;

/** One step of a case, expected and actual side by side. */
export function CaseStep({
  number,
  role,
  step,
  came,
  to,
}: {
  readonly number: number;
  readonly role: StepRun['role'];
  readonly step: ShownStep;
  /** What came of it in the last run; undefined before one. */
  readonly came: StepRun | undefined;
  readonly to: CaseRun['to'];
}) {
  const { method = '', path = '' } = operationOf(step.operation) ?? {};
  const of = ` of step ${number}`;
  return (
    <li class={`step ${role}`}>
      <p class="what">
        <span class="role">{roles.get(role)}</span>{' '}
        <span class={`method ${method}`}>{method.toUpperCase()}</span>{' '}
        <code>{came?.request?.path ?? path}</code>
        {step.account !== undefined && <small>{accounts[step.account]}</small>}
        {step.when !== undefined && <small>only where the request is {step.when}</small>}
      </p>
      <dl class="side-by-side">
        <div>
          <dt>Expected</dt>
          <dd>{came?.expected ?? describeExpectation(step.expect, to)}</dd>
        </div>
        <div>
          <dt>Actual</dt>
          <dd>
            <Actual came={came} />
          </dd>
        </div>
      </dl>
      {came?.why && <p class={came.verdict === 'not-sent' ? 'empty' : 'failure'}>{came.why}</p>}
      <details>
        <summary>{came?.request ? 'Request' : 'Request, as the catalogue writes it'}</summary>
        <CodeBlock label={`Request${of}`} text={requestText(step, came)} />
        {came?.request && (
          <button type="button" onClick={() => openInTry(came)} aria-label={`Open in Try${of}`}>
            Open in Try
          </button>
        )}
      </details>
      {came?.answer && (
        <details>
          <summary>Answer</summary>
          <ResponseView answer={came.answer} name={`the answer${of}`} />
        </details>
      )}
    </li>
  );
}

function Actual({ came }: { readonly came: StepRun | undefined }) {
  if (came === undefined) return <span class="empty">not run</span>;
  const { answer, verdict } = came;
  return (
    <>
      {answer && <Status status={'status' in answer ? answer.status : 0} />}{' '}
      <VerdictBadge verdict={verdict} />
    </>
  );
}

function requestText(step: ShownStep, came: StepRun | undefined): string {
  if (came?.request) {
    const { headers = {}, body } = came.request;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return [...lines, ...(body === undefined ? [] : ['', shown(body)])].join('\n');
  }
  if (step.text !== undefined) return step.text;
  return step.json === undefined ? 'No body.' : pretty(step.json);
}

// A body that is no JSON is shown as it stands: that is often the point.
function shown(body: string): string {
  const json = jsonOf(body);
  return json === undefined ? body : pretty(json);
}
