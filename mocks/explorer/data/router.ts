import { computed, signal } from '@preact/signals';
import { decodePercent } from '../../../spec/shared/text.ts';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

const parts = computed(() => hash.value.replace(/^#\/?/, '').split(/\?(.*)/s));

/** The decoded parts of the address after `#/`: the view, then the selection within it. */
export const route = computed((): readonly string[] =>
  (parts.value[0] ?? '').split('/').map(decodePercent),
);

/** What the address says beside the selection, such as a request that was shared. */
export const routeQuery = computed(() => new URLSearchParams(parts.value[1] ?? ''));

/** The link to a view, or to a selection within it. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Opens a view, or a selection within it. */
export function navigate(...parts: readonly string[]): void {
  location.hash = linkTo(...parts);
}

/** Takes the query out of the address, without another entry in the history of the browser. */
export function dropRouteQuery(): void {
  history.replaceState(null, '', linkTo(...route.value));
  hash.value = location.hash;
}
