import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { linkTo, route } from './data/router.ts';
import { connection, contract } from './data/session.ts';
import { Try } from './try/try-view.tsx';
import { AccountBar } from './ui/account-bar.tsx';
import { Locked } from './ui/locked.tsx';

interface View {
  readonly id: string;
  readonly title: string;
  readonly show: ComponentType;
}

/** The views, each loaded when it is first opened but for the one that is shown first. */
const views: readonly View[] = [
  { id: 'try', title: 'Try', show: Try },
  { id: 'cases', title: 'Edge cases', show: lazy(() => import('./cases/cases-view.tsx')) },
  { id: 'state', title: 'State', show: lazy(() => import('./state/state-view.tsx')) },
  { id: 'journal', title: 'Journal', show: lazy(() => import('./journal/journal-view.tsx')) },
  { id: 'doubts', title: 'Doubts', show: lazy(() => import('./doubts/doubts-view.tsx')) },
  { id: 'faults', title: 'Faults', show: lazy(() => import('./faults/faults-view.tsx')) },
  {
    id: 'documentation',
    title: 'Documentation',
    show: lazy(() => import('./documentation/documentation-view.tsx')),
  },
];

/** The page: the views, and who is asked in whose name. */
export function App() {
  const shown = views.find(({ id }) => id === route.value[0]) ?? views[0];
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header>
        <strong class="title">{contract.value?.title ?? 'Explorer'}</strong>
        <nav aria-label="Views">
          {views.map(({ id, title }) => (
            <a key={id} href={linkTo(id)} aria-current={id === shown?.id ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <AccountBar />
      </header>
      {connection.value === 'down' && (
        <p class="banner" role="alert">
          The mock does not answer. Start it again; this page comes back by itself.
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {connection.value === 'locked' ? (
          <Locked />
        ) : contract.value === undefined ? (
          <p class="empty">Loading the contract…</p>
        ) : (
          <Suspense fallback={<p class="empty">Loading…</p>}>{shown && <shown.show />}</Suspense>
        )}
      </main>
    </>
  );
}

// A link would change the address, which names the view.
function skip(): void {
  document.getElementById('main')?.focus();
}
