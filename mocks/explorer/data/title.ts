import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What the current view shows, for the title of the tab; empty for the whole view. */
export const shownPart = signal('');

/** Says in the title of the tab what a view shows, such as the name of an operation. */
export function useTitle(part: string): void {
  useEffect(() => {
    shownPart.value = part;
    return () => {
      shownPart.value = '';
    };
  }, [part]);
}
