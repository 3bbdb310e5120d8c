import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The decoded parts of the address after `#/`: the view, then the selection within it. */
export const route = computed((): readonly string[] =>
  hash.value.replace(/^#\/?/, '').split('/').map(percentDecoded),
);

/** The link to a view, or to a selection within it. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Opens a view, or a selection within it. */
export function navigate(...parts: readonly string[]): void {
  location.hash = linkTo(...parts);
}

/** Text without percent-encoding; text that is not validly encoded, such as a truncated link, as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
