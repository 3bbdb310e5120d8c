import { signal } from '@preact/signals';

/**
 * The account whose state changed last, undefined for any of them; the count grows with each change,
 * so that two changes of one account are two.
 */
export const changed = signal<{ readonly account: string | undefined; readonly count: number }>({
  account: undefined,
  count: 0,
});
