import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The parts of the address after `#/`, unescaped: the view, and what of it is shown. */
export const route = computed((): readonly string[] =>
  hash.value
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decoded(part)),
);

/** The address of a view, or of something in it. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Goes to a view, or to something in it. */
export function goTo(...parts: readonly string[]): void {
  location.hash = linkTo(...parts);
}

// Somebody may have cut a link short.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
