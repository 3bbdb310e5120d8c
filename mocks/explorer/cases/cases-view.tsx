import { useEffect } from 'preact/hooks';
import { linkTo, route } from '../data/router.ts';
import { contract, target } from '../data/session.ts';
import { CaseDetail } from './case-detail.tsx';
import { CaseFilter } from './case-filter.tsx';
import { CaseList } from './case-list.tsx';
import { CaseRuns } from './case-runs.tsx';
import { catalogue, catalogueFailure, loadCatalogue } from './catalogue.ts';
import { chosen } from './filter.ts';
import './cases.css';
import { Lending } from './identifier-form.tsx';

/** The catalogue of edge cases: found, run, and looked at one by one. */
export default function CasesView() {
  useEffect(() => void loadCatalogue(), []);
  const id = route.value[1];
  if (catalogue.value === undefined) {
    return (
      <>
        <h1>Edge cases</h1>
        {catalogueFailure.value === '' ? (
          <p class="empty">Loading the catalogue…</p>
        ) : (
          <p class="failure" role="alert">
            The catalogue could not be read. {catalogueFailure.value}{' '}
            <button type="button" onClick={() => void loadCatalogue()}>
              Read it again
            </button>
          </p>
        )}
      </>
    );
  }
  const { cases } = catalogue.value;
  if (cases.length === 0) {
    return (
      <>
        <h1>Edge cases</h1>
        <p class="empty">The contract names no catalogue of cases.</p>
      </>
    );
  }
  const open = cases.find((one) => one.id === id);
  return (
    <>
      <h1>
        Edge cases <small>{countOf(chosen.value.length, cases.length)}</small>
      </h1>
      <div class={open === undefined ? 'cases' : 'cases open'}>
        <section class="case-pane" aria-label="Catalogue">
          <CaseFilter />
          {target.value === 'provider' && contract.value?.provider && (
            <Lending provider={contract.value.provider} />
          )}
          <CaseRuns />
          <CaseList openId={id} />
        </section>
        {open !== undefined ? (
          <CaseDetail key={open.id} one={open} />
        ) : (
          <section class="case-detail" aria-label="Case">
            {id === undefined || id === '' ? <Introduction /> : <Unknown id={id} />}
          </section>
        )}
      </div>
    </>
  );
}

function Unknown({ id }: { readonly id: string }) {
  return (
    <p class="failure" role="alert">
      There is no case “{id}”; the link may be of another version of the catalogue.{' '}
      <a href={linkTo('cases')}>All cases</a>
    </p>
  );
}

function Introduction() {
  return (
    <div class="empty">
      <p>Choose a case to see its steps, what is expected of each and what came.</p>
      <p>
        At the mock each run begins with an account of its own on the initial state, so that nothing
        of yours is touched. Of a provider less is expected: what the documentation promises has to
        be <strong>as expected</strong>; what it leaves open is <strong>observed</strong>.
      </p>
    </div>
  );
}

function countOf(shown: number, all: number): string {
  return shown === all ? `${all} cases` : `${shown} of ${all} cases`;
}
