import { computed, signal } from '@preact/signals';
import { decodePercent } from '../../../spec/shared/text.ts';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The decoded parts of the address after `#/`: the view, then the selection within it. */
export const route = computed((): readonly string[] =>
  hash.value.replace(/^#\/?/, '').split('/').map(decodePercent),
);

/** The link to a view, or to a selection within it. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Opens a view, or a selection within it. */
export function navigate(...parts: readonly string[]): void {
  location.hash = linkTo(...parts);
}
