import { useEffect } from 'preact/hooks';
import { linkTo, route } from '../data/router.ts';
import { contract, target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { CaseDetails } from './case-details.tsx';
import { matchingCases } from './case-filter.ts';
import { CaseFilters } from './case-filters.tsx';
import { CaseList } from './case-list.tsx';
import { CaseRuns } from './case-runs.tsx';
import { catalogue, catalogueFailure, loadCatalogue } from './catalogue.ts';
import './cases.css';
import { TestDataForm } from './test-data-form.tsx';

/** The catalogue of edge cases: find them, run them, look into each. */
export default function CasesView() {
  useEffect(() => void loadCatalogue(), []);
  const t = texts.value.cases;
  const id = route.value[1] ?? '';
  const cases = catalogue.value?.cases ?? [];
  if (cases.length === 0) {
    return (
      <>
        <h1>{texts.value.frame.view.cases}</h1>
        <NoCases />
      </>
    );
  }
  const open = cases.find((one) => one.id === id);
  const matching = matchingCases.value.length;
  return (
    <>
      <h1>
        {texts.value.frame.view.cases}{' '}
        <small>
          {matching < cases.length
            ? t.someOf(matching, cases.length)
            : texts.value.common.cases(cases.length)}
        </small>
      </h1>
      <div class={`cases ${open !== undefined ? 'open' : id === '' ? '' : 'unknown'}`}>
        <section class="case-pane" aria-label={t.catalogue}>
          <CaseFilters />
          {target.value === 'provider' && contract.value?.provider && (
            <TestDataForm provider={contract.value.provider} />
          )}
          <CaseRuns isMain={open === undefined} />
          <CaseList openId={id} />
        </section>
        {open !== undefined ? (
          <CaseDetails key={open.id} one={open} />
        ) : (
          <section class="case-details" aria-label={t.case}>
            {id === '' ? <Introduction /> : <Unknown id={id} />}
          </section>
        )}
      </div>
    </>
  );
}

function NoCases() {
  const t = texts.value.cases;
  if (catalogue.value !== undefined) return <p class="empty">{t.none}</p>;
  if (catalogueFailure.value === '') return <p class="empty">{texts.value.common.loading}</p>;
  return (
    <>
      <Failure text={t.cannotLoad(catalogueFailure.value)} />
      <Button onClick={() => void loadCatalogue()}>{t.tryAgain}</Button>
    </>
  );
}

function Unknown({ id }: { id: string }) {
  const t = texts.value.cases;
  return (
    <>
      <Failure text={t.unknown(id)} />
      <a href={linkTo('cases')}>{t.allCases}</a>
    </>
  );
}

function Introduction() {
  const t = texts.value.cases;
  return (
    <div class="empty">
      <p>{t.select}</p>
      <p>{t.howMock}</p>
      <p>{t.howProvider}</p>
    </div>
  );
}
