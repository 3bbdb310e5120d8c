import { Fragment } from 'preact';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { baseUrlOf, doubtOf, target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { DoubtLink, Source } from '../ui/source.tsx';
import { anyCase, limitCases } from './case-filter.ts';
import type { CaseResult } from './case-result.ts';
import { CaseStep } from './case-step.tsx';
import { catalogue, stepsOf } from './catalogue.ts';
import { toCaseScript } from './export-case.ts';
import { isFinal, resultOf } from './results.ts';
import { isRunning, preflightRefusal, runCases } from './runs.ts';
import { ChangedMark, VerdictBadge } from './verdict-badge.tsx';

/** A case: its origin, and its steps with what is expected and what happened. */
export function CaseDetails({ one }: { one: ShownCase }) {
  useTitle(one.id);
  const t = texts.value.cases;
  const result = resultOf(one);
  const { verdict, message, run, dropped } = result;
  return (
    <section class="case-details" aria-label={t.case}>
      <a class="back" href={linkTo('cases')}>
        {t.back}
      </a>
      <h2>{one.says}</h2>
      <p class="case-name">
        <code>{one.id}</code> <VerdictBadge verdict={verdict} /> <ChangedMark result={result} />{' '}
        <RanAt result={result} />
      </p>
      {message !== null && <p class={verdict === 'observed' ? '' : 'failure'}>{message}</p>}
      {run?.left.map((sentence) => (
        <Failure key={sentence} text={sentence} />
      ))}
      {dropped && run !== undefined && <p class="empty">{t.dropped}</p>}
      <div class="actions">
        <Button
          class="primary"
          aria-disabled={isRunning.value}
          onClick={() => void runCases([one])}
        >
          {t.runOn[target.value]}
        </Button>
        <Menu label={texts.value.common.copy}>
          {run !== undefined && run.steps.length > 0 && (
            <CopyButton label={t.asScript} text={() => toCaseScript(run, Date.now())} />
          )}
          <CopyButton label={t.link} text={() => location.href} />
        </Menu>
      </div>
      {/* Where the list is hidden, nothing else says it. */}
      <div class="narrow-only">
        <Failure text={preflightRefusal.value} />
      </div>
      <Origin one={one} />
      <h3>{t.steps}</h3>
      <ol class="steps">
        {stepsOf(one).map(({ role, step }, i) => (
          <CaseStep
            key={i}
            number={i + 1}
            role={role}
            step={step}
            run={run?.steps[i]}
            verdict={verdict}
            to={target.value}
          />
        ))}
      </ol>
    </section>
  );
}

/** When and on which server the case ran. */
function RanAt({ result: { verdict, started } }: { result: CaseResult }) {
  if (!isFinal(verdict)) return null;
  const t = texts.value.cases;
  const time = new Date(started).toLocaleTimeString(texts.value.common.locale);
  const to = target.value;
  return (
    <span class={`server ${to}`}>
      {to === 'mock' ? t.ranOnMock(time) : t.ranOnProvider(baseUrlOf(to), time)}
    </span>
  );
}

function Origin({ one }: { one: ShownCase }) {
  const t = texts.value.cases;
  const doubt = doubtOf(one.doubt);
  const promises = catalogue.value?.promises.filter(({ id }) => one.promises.includes(id));
  const alternatives = (catalogue.value?.cases ?? []).filter(
    ({ id, oneOf }) => oneOf !== undefined && oneOf === one.oneOf && id !== one.id,
  );
  return (
    <>
      <ul class="origin">
        {promises?.map(({ id, says }) => (
          <li key={id}>
            <a
              href={linkTo('cases')}
              title={t.promiseCases(id)}
              onClick={() => limitCases({ ...anyCase, promise: id })}
            >
              {id}
            </a>{' '}
            {says}
          </li>
        ))}
        {doubt !== undefined && (
          <li>
            <DoubtLink id={doubt.id} /> {doubt.question}
          </li>
        )}
        {alternatives.length > 0 && (
          <li>
            {t.mayRefuse}{' '}
            {alternatives.map(({ id }, i) => (
              <Fragment key={id}>
                {i > 0 && ', '}
                <a href={linkTo('cases', id)}>{id}</a>
              </Fragment>
            ))}
            .
          </li>
        )}
      </ul>
      {one.source !== undefined && <Source source={one.source} />}
    </>
  );
}
