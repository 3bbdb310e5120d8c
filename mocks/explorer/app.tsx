import { effect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { linkTo, route } from './data/router.ts';
import { connection, contract, forgot, outage, target } from './data/session.ts';
import { shownPart } from './data/title.ts';
import './data/theme.ts';
import { texts } from './data/texts.ts';
import TryView from './try/try-view.tsx';
import { AccountBar } from './ui/account-bar.tsx';
import { BehaviourBadge } from './ui/behaviour-badge.tsx';
import { Button } from './ui/button.tsx';
import { ControlTokenForm } from './ui/control-token-form.tsx';
import { Menu } from './ui/menu.tsx';
import { SettingsMenu } from './ui/settings.tsx';
import { UnknownAddress } from './ui/unknown-address.tsx';

/** The views; all but the default one are loaded on first use. */
const views = {
  try: TryView,
  cases: lazy(() => import('./cases/cases-view.tsx')),
  state: lazy(() => import('./state/state-view.tsx')),
  journal: lazy(() => import('./journal/journal-view.tsx')),
  doubts: lazy(() => import('./doubts/doubts-view.tsx')),
  faults: lazy(() => import('./faults/faults-view.tsx')),
  documentation: lazy(() => import('./documentation/documentation-view.tsx')),
} satisfies Record<string, ComponentType>;

const ids = Object.keys(views) as (keyof typeof views)[];

/** The view of the address; undefined for an unknown one. */
function currentView(): keyof typeof views | undefined {
  const [name = ''] = route.value;
  return name === '' ? 'try' : ids.find((id) => id === name);
}

// How many parts an address has at most; those of the documentation are those of its frame.
const mostParts = { faults: 1, documentation: Number.POSITIVE_INFINITY } as Record<string, number>;

/** Whether the address says more than the view reads. */
function isTooLong(view: keyof typeof views): boolean {
  return route.value.slice(mostParts[view] ?? 2).some((part) => part !== '');
}

effect(() => {
  const view = currentView();
  const parts = [shownPart.value, view && texts.value.frame.view[view], contract.value?.title];
  document.title = parts.filter(Boolean).join(' · ') || texts.value.frame.explorer;
});

/** The page: navigation, account, and the current view. */
export function App() {
  const t = texts.value.frame;
  const current = currentView();
  const provider = contract.value?.provider ?? '';
  const links = ids.map((id) => (
    <a key={id} data-closes href={linkTo(id)} aria-current={id === current ? 'page' : undefined}>
      {t.view[id]}
    </a>
  ));
  return (
    <>
      <Button class="skip" onClick={focusContent}>
        {t.skip}
      </Button>
      <header class={target.value}>
        <strong class="title">{contract.value?.title ?? t.explorer}</strong>
        <nav class="wide" aria-label={t.views}>
          {links}
        </nav>
        <Menu class="narrow" label={current === undefined ? t.views : t.view[current]}>
          <nav aria-label={t.views}>{links}</nav>
        </Menu>
        <AccountBar />
        <BehaviourBadge />
        <SettingsMenu />
      </header>
      <Outage />
      {forgot.value !== undefined && (
        <p class="banner told" role="status">
          {t.forgot[forgot.value]}{' '}
          <Button
            onClick={() => {
              forgot.value = undefined;
            }}
          >
            {t.dismiss}
          </Button>
        </p>
      )}
      {target.value === 'provider' && (
        <p class="banner told" role="status">
          {t.asksProvider(provider)}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <Content view={current} />
      </main>
    </>
  );
}

function Outage() {
  const t = texts.value.frame;
  if (connection.value !== 'down') return null;
  return (
    <p class="banner" role="alert">
      {outage.value === '' ? t.gone : t.outage(outage.value)}
    </p>
  );
}

function Content({ view }: { view: keyof typeof views | undefined }) {
  const { frame, common } = texts.value;
  if (connection.value === 'locked') return <ControlTokenForm />;
  if (contract.value === undefined) return <p class="empty">{frame.loadingContract}</p>;
  if (view === undefined) return <UnknownAddress link={frame.view.try} to={['try']} />;
  if (isTooLong(view)) return <UnknownAddress link={frame.view[view]} to={[view]} />;
  const View = views[view];
  return (
    <Suspense fallback={<p class="empty">{common.loading}</p>}>
      <View />
    </Suspense>
  );
}

// A skip link would change the address, which selects the view.
function focusContent(): void {
  document.getElementById('main')?.focus();
}
