import type { ComponentChildren } from 'preact';
import type { Doubt } from '../../../spec/index.ts';
import type { ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import { linkTo } from '../data/router.ts';
import { contract } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { type ControlData, useControlData } from '../data/use-control-data.ts';
import { LoadStatus } from '../ui/action.tsx';
import { Definition } from '../ui/definition.tsx';
import { Prose } from '../ui/prose.tsx';
import { Source } from '../ui/source.tsx';
import { findReferences } from './doubt-references.ts';
import { DoubtSwitches } from './doubt-switch.tsx';
import type { SwitchData } from './switch-data.ts';

interface DoubtDetailsProps {
  readonly doubt: Doubt;
  readonly switches: SwitchData;
}

/** A doubt: the decision, its switches, and the evidence side by side. */
export function DoubtDetails({ doubt, switches }: DoubtDetailsProps) {
  const t = texts.value.doubts;
  const { id, question, decision, mock, verifier, evidence } = doubt;
  const catalogue = useControlData<ShownCatalogue>('catalogue');
  return (
    <article class="work doubt-details">
      <h1>
        <span class="id">{id}</span> <Prose text={question} />
      </h1>
      <dl class="facts">
        <Definition term={t.decision}>
          <strong>
            <Prose text={decision} />
          </strong>
        </Definition>
        <Definition term={t.mock}>
          <Prose text={mock.does} />
          {mock.refuses.length > 0 && (
            <div class="kinds">
              {t.refusesFor}{' '}
              {mock.refuses.map((kind) => (
                <code key={kind}>{kind}</code>
              ))}
            </div>
          )}
        </Definition>
        <Definition term={t.verifier}>
          <Prose text={verifier.does} />
          {verifier.observes !== undefined && (
            <div class="kinds">
              {t.observes} <code>{verifier.observes.join(', ')}</code>
            </div>
          )}
        </Definition>
      </dl>
      {doubt.switches.length > 0 && (
        <DoubtSwitches
          keys={doubt.switches.map(({ key }) => key)}
          switches={switches}
          cases={catalogue.value?.cases}
        />
      )}
      <Section title={t.evidence}>
        <div class="evidence">
          {evidence.map((one, i) => (
            <article key={i} class="card">
              <p>
                <Prose text={one.says} />
              </p>
              <details open>
                <summary>{one.silence === undefined ? t.asDocumented : t.missing}</summary>
                <Source source={one} />
              </details>
            </article>
          ))}
        </div>
      </Section>
      <div class="pair">
        <References doubt={id} />
        <Cases doubt={id} catalogue={catalogue} />
      </div>
    </article>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function References({ doubt }: { doubt: string }) {
  const references = contract.value === undefined ? [] : findReferences(doubt, contract.value);
  return (
    <Section title={texts.value.doubts.inContract}>
      {references.length === 0 && <p class="empty">{texts.value.doubts.notReferenced}</p>}
      <ul class="plain">
        {references.map(({ pointer, label, operation }) => (
          <li key={pointer} title={pointer}>
            {operation === undefined ? label : <a href={linkTo('try', operation)}>{label}</a>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Cases({ doubt, catalogue }: { doubt: string; catalogue: ControlData<ShownCatalogue> }) {
  const cases = catalogue.value?.cases.filter((one) => one.doubt === doubt);
  return (
    <Section title={texts.value.frame.view.cases}>
      <LoadStatus data={catalogue} />
      {cases?.length === 0 && <p class="empty">{texts.value.doubts.noCases}</p>}
      <ul class="plain">
        {cases?.map(({ id, says }) => (
          <li key={id}>
            <a href={linkTo('cases', id)}>{says}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
