import type { ShownCase } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { contract, target } from '../data/session.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { DoubtLink, Source } from '../ui/source.tsx';
import { CaseStep } from './case-step.tsx';
import { catalogue, stepsOf } from './catalogue.ts';
import { toScript } from './export-case.ts';
import { batch, resultOf, run } from './runs.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** One case: where it comes from, its steps, what was expected of each and what came. */
export function CaseDetail({ one }: { readonly one: ShownCase }) {
  const { verdict, says, run: came } = resultOf(one);
  const running = batch.value?.state === 'running';
  return (
    <section class="case-detail" aria-label="Case">
      <a class="back" href={linkTo('cases')}>
        ← All cases
      </a>
      <h2>{one.says}</h2>
      <p class="case-name">
        <code>{one.id}</code> <VerdictBadge verdict={verdict} />
      </p>
      {says !== null && <p class={verdict === 'observed' ? 'told' : 'told failure'}>{says}</p>}
      {(came?.left ?? []).map((sentence) => (
        <p key={sentence} class="told failure">
          {sentence}
        </p>
      ))}
      <div class="actions">
        <button
          type="button"
          class="primary"
          aria-disabled={running}
          onClick={() => void run([one])}
        >
          Run at {target.value === 'mock' ? 'the mock' : 'the provider'}
        </button>
        {came !== undefined && (
          <CopyButton label="Copy as curl" text={() => toScript(came, Date.now())} />
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
            came={came?.steps[i]}
            to={target.value}
          />
        ))}
      </ol>
    </section>
  );
}

function Origin({ one }: { readonly one: ShownCase }) {
  const doubt = contract.value?.doubts.find(({ id }) => id === one.doubt);
  const promises = catalogue.value?.promises.filter(({ id }) => one.promises.includes(id)) ?? [];
  const others = (catalogue.value?.cases ?? []).filter(
    ({ id, oneOf }) => oneOf !== undefined && oneOf === one.oneOf && id !== one.id,
  );
  return (
    <>
      <ul class="origin">
        {promises.map(({ id, says }) => (
          <li key={id}>
            <strong>{id}</strong> {says}
          </li>
        ))}
        {doubt !== undefined && (
          <li>
            <DoubtLink id={doubt.id} /> {doubt.question}
          </li>
        )}
        {others.length > 0 && (
          <li>
            A provider is free to refuse this, but not also{' '}
            {others.map(({ id }, i) => (
              <>
                {i > 0 && ', '}
                <a key={id} href={linkTo('cases', id)}>
                  {id}
                </a>
              </>
            ))}
            .
          </li>
        )}
      </ul>
      {one.source !== undefined && <Source source={one.source} />}
    </>
  );
}
