import redocUrl from 'redoc/bundles/redoc.standalone.js?url';
import { decodePercent } from '../../../spec/shared/text.ts';
import { redocTheme } from './redoc-theme.ts';
import '../style.css';
import './documentation.css';

// Runs in the sandboxed frame. The descriptions in a contract are somebody else's HTML, so the frame
// has an origin of its own, no network, and reaches the page by messages only.

const chosen = new URLSearchParams(location.search);
const scheme = chosen.get('theme');
const isRussian = chosen.get('language') === 'ru';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = scheme === 'dark' || (scheme !== 'light' && prefersDark.matches);
document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
document.documentElement.classList.toggle('dark', isDark);
if (isRussian) {
  // The texts of the page are not loaded into the frame for two sentences.
  document.documentElement.lang = 'ru';
  say('failure', 'Документация не загрузилась. Проверьте, что мок запущен, и обновите страницу.');
  say('documentation', 'Загрузка документации…');
}

declare const Redoc: {
  init(document: object, options: object, place: Element | null, done: () => void): void;
};

const script = document.createElement('script');
script.src = redocUrl;
script.onload = () => tell('ready');
script.onerror = () => document.getElementById('failure')?.removeAttribute('hidden');
document.head.append(script);

addEventListener('message', ({ source, data }) => {
  if (source !== parent || typeof data?.document !== 'object') return;
  const options = {
    theme: redocTheme(),
    sanitize: true,
    disableSearch: true,
    hideDownloadButtons: true,
    hideLoading: true,
    nativeScrollbars: true,
    expandResponses: '200',
    jsonSampleExpandLevel: 'all',
    requiredPropsFirst: false,
  };
  Redoc.init(data.document, options, document.getElementById('documentation'), () => {
    const part = decodePercent(location.hash.slice(1));
    if (part !== '' && document.getElementById(part) === null) tell('unknown');
  });
});

// Redoc writes beside a choice what it is for, which makes no name of it.
new MutationObserver(() => {
  for (const one of document.querySelectorAll('select:not([aria-label])')) {
    const beside = one.parentElement?.previousElementSibling?.textContent;
    one.setAttribute('aria-label', beside || 'Example');
  }
}).observe(document.body, { childList: true, subtree: true });

// Redoc cannot change its theme.
prefersDark.addEventListener('change', () => location.reload());

// The page's own address says which part is shown, so the page hears of every change of this one.
addEventListener('hashchange', () => tell(location.hash));
for (const name of ['pushState', 'replaceState'] as const) {
  const change = history[name].bind(history);
  history[name] = (...given) => {
    change(...given);
    tell(location.hash);
  };
}

// The page follows links to its other views and to other sites.
for (const name of ['click', 'auxclick'] as const) {
  addEventListener(name, (event) => {
    const link = event.target instanceof Element ? event.target.closest('a, area') : null;
    const address = link?.getAttribute('href') ?? link?.getAttribute('xlink:href') ?? '#';
    const isOwn = address.startsWith('#') && !address.startsWith('#/');
    if (isOwn || event.button === 2) return;
    event.preventDefault();
    tell(address);
  });
}

function say(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place !== null) place.textContent = text;
}

// This frame's origin is opaque, so it cannot name the page's.
function tell(message: string): void {
  parent.postMessage(message, '*');
}
