import { useEffect } from 'preact/hooks';
import { linkTo, route } from '../data/router.ts';
import { contract, target } from '../data/session.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { countOf } from '../ui/format.ts';
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
  const id = route.value[1] ?? '';
  const cases = catalogue.value?.cases ?? [];
  if (cases.length === 0) {
    return (
      <>
        <h1>Edge cases</h1>
        <NoCases />
      </>
    );
  }
  const open = cases.find((one) => one.id === id);
  const matching = matchingCases.value.length;
  return (
    <>
      <h1>
        Edge cases{' '}
        <small>
          {matching < cases.length && `${matching} of `}
          {countOf(cases.length, 'case')}
        </small>
      </h1>
      <div class={open === undefined ? 'cases' : 'cases open'}>
        <section class="case-pane" aria-label="Catalogue">
          <CaseFilters />
          {target.value === 'provider' && contract.value?.provider && (
            <TestDataForm provider={contract.value.provider} />
          )}
          <CaseRuns />
          <CaseList openId={id} />
        </section>
        {open !== undefined ? (
          <CaseDetails key={open.id} one={open} />
        ) : (
          <section class="case-details" aria-label="Case">
            {id === '' ? <Introduction /> : <Unknown id={id} />}
          </section>
        )}
      </div>
    </>
  );
}

function NoCases() {
  if (catalogue.value !== undefined) return <p class="empty">The contract has no edge cases.</p>;
  if (catalogueFailure.value === '') return <p class="empty">Loading the catalogue…</p>;
  return (
    <>
      <Failure text={`Cannot load the catalogue. ${catalogueFailure.value}`} />
      <Button onClick={() => void loadCatalogue()}>Try again</Button>
    </>
  );
}

function Unknown({ id }: { id: string }) {
  return (
    <>
      <Failure text={`There is no case “${id}”. The link may be for another version.`} />
      <a href={linkTo('cases')}>All cases</a>
    </>
  );
}

function Introduction() {
  return (
    <div class="empty">
      <p>Select a case to see its steps, with the expected and the actual response.</p>
      <p>
        On the mock, each run starts with a new account in its initial state; your account is not
        touched. On a provider, cases that the documentation decides have <strong>passed</strong> or{' '}
        <strong>failed</strong>; what it leaves open is <strong>observed</strong>.
      </p>
    </div>
  );
}
