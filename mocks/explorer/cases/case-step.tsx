import { useRef } from 'preact/hooks';
import { describeExpectation } from '../../../spec/shared/expectation.ts';
import { parseJson } from '../../../spec/shared/json.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import { cutText } from '../../../spec/shared/text.ts';
import type { CaseRun, StepRun } from '../../control/cases/case-run.ts';
import type { ShownStep } from '../../control/cases/catalogue-view.ts';
import { openInTry } from '../data/drafts.ts';
import { headerLines } from '../data/recorded-message.ts';
import { operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Definition } from '../ui/definition.tsx';
import { asProblem } from '../ui/refusal.tsx';
import { ResponseView } from '../ui/response-view.tsx';
import { Method, Status } from '../ui/status.tsx';
import type { Verdict } from './case-result.ts';
import { draftOfStep } from './export-case.ts';
import { isFinal } from './results.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** A step of a case, with what is expected and what happened in the last run. */
export function CaseStep({
  number,
  role,
  step,
  run,
  verdict,
  to,
}: {
  number: number;
  role: StepRun['role'];
  step: ShownStep;
  /** The last run of the step; undefined before the first, and where it is no longer kept. */
  run: StepRun | undefined;
  /** The verdict on the case. */
  verdict: Verdict;
  to: CaseRun['to'];
}) {
  const t = texts.value.cases;
  const { method = '', path = '' } = operationOf(step.operation) ?? {};
  const draft = run && draftOfStep(run);
  const response = useRef<HTMLDetailsElement>(null);
  const showResponse = () => {
    const { current } = response;
    if (current === null) return;
    current.open = true;
    current.querySelector('summary')?.focus();
  };
  return (
    <li class={`step ${role}`}>
      <p class="what">
        <span class="role">{t.roles[role === 'then' ? 'after' : role]}</span>{' '}
        <Method name={method} /> <code>{run?.request?.path ?? path}</code>
        {step.account !== undefined && <small>{t.accounts[step.account]}</small>}
        {step.when !== undefined && <small>{t.onlyIf[step.when]}</small>}
      </p>
      <dl class="side-by-side">
        <Definition term={t.expected}>
          {to === 'mock' ? describeExpectation(step.expect, to) : t.expects[step.expect.verifier]}
          <ExpectedBody body={run?.body ?? step.expect} />
        </Definition>
        <Definition term={t.actual}>
          <Actual number={number} run={run} isGone={isFinal(verdict)} onShow={showResponse} />
        </Definition>
      </dl>
      {run?.why && <p class={run.verdict === 'not-sent' ? 'empty' : 'failure'}>{run.why}</p>}
      <details>
        <summary>{run?.request ? t.request : t.requestOfCatalogue}</summary>
        <CodeBlock label={t.stepRequest(number)} text={requestText(step, run)} />
        {draft && (
          <Button
            class="quiet-button"
            onClick={() => openInTry(draft)}
            aria-label={t.openStepInTry(number)}
          >
            {t.openInTry}
          </Button>
        )}
      </details>
      {run?.answer && (
        <details ref={response}>
          <summary>{t.response}</summary>
          <ResponseView response={run.answer} name={t.stepResponse(number)} />
        </details>
      )}
    </li>
  );
}

/** What the body of the response has to show, and must not show. */
function ExpectedBody({
  body: { shows = [], omits = [] },
}: {
  body: NonNullable<StepRun['body']>;
}) {
  const t = texts.value.cases;
  const lines = [
    ...shows.map((fields) => ({ says: t.shows, fields })),
    ...omits.map((fields) => ({ says: t.omits, fields })),
  ];
  return (
    <>
      {lines.map(({ says, fields }, i) => (
        <span key={i} class="preview">
          {says} <code>{JSON.stringify(fields)}</code>
        </span>
      ))}
    </>
  );
}

const longestPreview = 140;

/** The status of the response, and the beginning of its body. */
function Actual({
  number,
  run,
  isGone,
  onShow,
}: {
  number: number;
  run: StepRun | undefined;
  /** Whether the step was run, but its exchange is no longer kept. */
  isGone: boolean;
  onShow(): void;
}) {
  const t = texts.value.cases;
  if (run === undefined) return <span class="empty">{isGone ? t.notKept : t.notRun}</span>;
  const { answer, verdict } = run;
  const preview = answer !== null && 'body' in answer ? previewOf(answer.body) : '';
  return (
    <>
      {answer && <Status status={'status' in answer ? answer.status : 0} />}{' '}
      <VerdictBadge verdict={verdict} />
      {preview !== '' && (
        <span class="preview">
          {preview}{' '}
          <Button class="quiet-button" aria-label={t.wholeStep(number)} onClick={onShow}>
            {t.whole}
          </Button>
        </span>
      )}
    </>
  );
}

function previewOf(body: string) {
  if (body === '') return '';
  // A long body is not a refusal, and only its beginning is shown.
  const json = body.length < 10_000 ? parseJson(body) : undefined;
  const detail = asProblem(json)?.detail;
  if (detail !== undefined) return cutText(detail, longestPreview, '…');
  const text = json === undefined ? body.slice(0, 1_000) : JSON.stringify(json);
  return <code>{cutText(text, longestPreview, '…')}</code>;
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
  return step.json === undefined ? texts.value.cases.noBody : prettyJson(step.json);
}
