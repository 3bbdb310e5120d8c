import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { linkTo, route } from './data/router.ts';
import { connection, contract, outage } from './data/session.ts';
import TryView from './try/try-view.tsx';
import { AccountBar } from './ui/account-bar.tsx';
import { Button } from './ui/button.tsx';
import { ControlTokenForm } from './ui/control-token-form.tsx';

interface View {
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType;
}

/** The views; all but the default one are loaded on first use. */
const views: readonly View[] = [
  { id: 'try', title: 'Try', component: TryView },
  { id: 'cases', title: 'Edge cases', component: lazy(() => import('./cases/cases-view.tsx')) },
  { id: 'state', title: 'State', component: lazy(() => import('./state/state-view.tsx')) },
  { id: 'journal', title: 'Journal', component: lazy(() => import('./journal/journal-view.tsx')) },
  { id: 'doubts', title: 'Doubts', component: lazy(() => import('./doubts/doubts-view.tsx')) },
  { id: 'faults', title: 'Faults', component: lazy(() => import('./faults/faults-view.tsx')) },
  {
    id: 'documentation',
    title: 'Documentation',
    component: lazy(() => import('./documentation/documentation-view.tsx')),
  },
];

/** The page: navigation, account, and the current view. */
export function App() {
  const current = views.find(({ id }) => id === route.value[0]) ?? views[0];
  return (
    <>
      <Button class="skip" onClick={focusContent}>
        Skip to content
      </Button>
      <header>
        <strong class="title">{contract.value?.title ?? 'Explorer'}</strong>
        <nav aria-label="Views">
          {views.map(({ id, title }) => (
            <a key={id} href={linkTo(id)} aria-current={id === current?.id ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <AccountBar />
      </header>
      {connection.value === 'down' && (
        <p class="banner" role="alert">
          {outage.value === ''
            ? 'Cannot reach the mock. Start it again; this page reconnects automatically.'
            : `${outage.value}. This page tries again automatically.`}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {connection.value === 'locked' ? (
          <ControlTokenForm />
        ) : contract.value === undefined ? (
          <p class="empty">Loading the contract…</p>
        ) : (
          <Suspense fallback={<p class="empty">Loading…</p>}>
            {current && <current.component />}
          </Suspense>
        )}
      </main>
    </>
  );
}

// A skip link would change the address, which selects the view.
function focusContent(): void {
  document.getElementById('main')?.focus();
}
