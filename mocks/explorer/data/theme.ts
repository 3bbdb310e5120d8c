import { effect } from '@preact/signals';
import { isOneOf, storedSignal } from './stored-signal.ts';

/** The colours of the page. */
export type Theme = 'system' | 'light' | 'dark';

/** The colours that were chosen, for every tab. */
export const theme = storedSignal<Theme>(
  'theme',
  'system',
  isOneOf('system', 'light', 'dark'),
  'browser',
);

effect(() => {
  const { style } = document.documentElement;
  style.colorScheme = theme.value === 'system' ? '' : theme.value;
});
