import type { ComponentChildren } from 'preact';
import type { Doubt } from '../../../spec/index.ts';
import type { ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { contract } from '../data/session.ts';
import { type Loaded, useLoaded } from '../data/use-loaded.ts';
import { Prose } from '../ui/prose.tsx';
import { Source } from '../ui/source.tsx';
import { placesOf } from './doubt-places.ts';
import { DoubtSwitch } from './doubt-switch.tsx';
import type { ShownSwitch } from './shown-switch.ts';

/** A doubt: its evidence side by side, what was decided, and its switch. */
export function DoubtDetails({
  doubt,
  switches,
}: {
  readonly doubt: Doubt;
  readonly switches: Loaded<ShownSwitch[]>;
}) {
  return (
    <article class="work doubt-details">
      <h1>
        <span class="id">{doubt.id}</span> <Prose text={doubt.question} />
      </h1>
      <dl class="facts">
        <Fact name="Decision">
          <strong>
            <Prose text={doubt.decision} />
          </strong>
        </Fact>
        <Fact name="The mock">
          <Prose text={doubt.mock.does} />
          {doubt.mock.refuses.length > 0 && (
            <div class="kinds">
              It blames this doubt for{' '}
              {doubt.mock.refuses.map((kind) => (
                <code key={kind}>{kind}</code>
              ))}
            </div>
          )}
        </Fact>
        <Fact name="The verifier">
          <Prose text={doubt.verifier.does} />
          {doubt.verifier.observes !== undefined && (
            <div class="kinds">
              In every answer it looks at <code>{doubt.verifier.observes}</code>
            </div>
          )}
        </Fact>
      </dl>
      {doubt.switch !== null && <DoubtSwitch doubt={doubt} switches={switches} />}
      <section aria-label="Evidence">
        <h2>Evidence</h2>
        <div class="evidence">
          {doubt.evidence.map((one, i) => (
            <article key={i} class="card">
              <p>
                <Prose text={one.says} />
              </p>
              <details open>
                <summary>{one.silence === undefined ? 'As printed' : 'What is missing'}</summary>
                <Source source={one} />
              </details>
            </article>
          ))}
        </div>
      </section>
      <div class="pair">
        <Places doubt={doubt} />
        <Cases doubt={doubt} />
      </div>
    </article>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Places({ doubt }: { readonly doubt: Doubt }) {
  const places = contract.value === undefined ? [] : placesOf(doubt.id, contract.value);
  return (
    <section aria-label="In the contract">
      <h2>In the contract</h2>
      {places.length === 0 && <p class="empty">The contract names it nowhere.</p>}
      <ul class="plain">
        {places.map(({ pointer, label, operation }) => (
          <li key={pointer} title={pointer}>
            {operation === undefined ? label : <a href={linkTo('try', operation)}>{label}</a>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cases({ doubt }: { readonly doubt: Doubt }) {
  const { value, failure } = useLoaded<ShownCatalogue>('catalogue');
  const cases = value?.cases.filter((one) => one.doubt === doubt.id);
  return (
    <section aria-label="Edge cases">
      <h2>Edge cases</h2>
      {failure !== '' && <p class="failure">{failure}</p>}
      {cases === undefined && failure === '' && <p class="empty">Loading…</p>}
      {cases?.length === 0 && <p class="empty">The catalogue has no case of its own for it.</p>}
      <ul class="plain">
        {cases?.map(({ id, says }) => (
          <li key={id}>
            <a href={linkTo('cases', id)}>{says}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
