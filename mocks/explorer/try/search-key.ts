import { signal } from '@preact/signals';
import { navigate, route } from '../data/router.ts';

/** How often the search for an operation was asked for by its key; the list then takes the focus. */
export const searches = signal(0);

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform ?? '');

/** Opens the search for an operation on Ctrl+K, or Cmd+K on a Mac, from every view. */
export function followSearchKey(): void {
  addEventListener('keydown', (event) => {
    const isHeld = isMac ? event.metaKey : event.ctrlKey;
    if (!isHeld || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    if ((route.value[0] ?? '') !== 'try') navigate('try');
    searches.value++;
  });
}
