import { Fragment } from 'preact';
import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { doubtOf, target } from '../data/session.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { DoubtLink, Source } from '../ui/source.tsx';
import { CaseStep } from './case-step.tsx';
import { catalogue, stepsOf } from './catalogue.ts';
import { toCaseScript } from './export-case.ts';
import { isRunning, resultOf, runCases } from './runs.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** A case: its origin, and its steps with what is expected and what happened. */
export function CaseDetails({ one }: { one: ShownCase }) {
  const { verdict, message, run } = resultOf(one);
  return (
    <section class="case-details" aria-label="Case">
      <a class="back" href={linkTo('cases')}>
        ← All cases
      </a>
      <h2>{one.says}</h2>
      <p class="case-name">
        <code>{one.id}</code> <VerdictBadge verdict={verdict} />
      </p>
      {message !== null && <p class={verdict === 'observed' ? '' : 'failure'}>{message}</p>}
      {run?.left.map((sentence) => (
        <Failure key={sentence} text={sentence} />
      ))}
      <div class="actions">
        <Button
          class="primary"
          aria-disabled={isRunning.value}
          onClick={() => void runCases([one])}
        >
          Run on the {target.value}
        </Button>
        {run !== undefined && (
          <CopyButton label="Copy as curl" text={() => toCaseScript(run, Date.now())} />
        )}
        <CopyButton label="Copy link" text={() => location.href} />
      </div>
      <Origin one={one} />
      <h3>Steps</h3>
      <ol class="steps">
        {stepsOf(one).map(({ role, step }, i) => (
          <CaseStep
            key={i}
            number={i + 1}
            role={role}
            step={step}
            run={run?.steps[i]}
            to={target.value}
          />
        ))}
      </ol>
    </section>
  );
}

function Origin({ one }: { one: ShownCase }) {
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
            <strong>{id}</strong> {says}
          </li>
        ))}
        {doubt !== undefined && (
          <li>
            <DoubtLink id={doubt.id} /> {doubt.question}
          </li>
        )}
        {alternatives.length > 0 && (
          <li>
            A provider may refuse this case if it accepts one of these:{' '}
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
