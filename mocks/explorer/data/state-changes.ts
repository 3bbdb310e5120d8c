import { signal } from '@preact/signals';

/**
 * The account that changed last, undefined for any account; `count` grows with each change, so that
 * two changes to one account differ.
 */
export const stateChange = signal<{ readonly account: string | undefined; readonly count: number }>(
  { account: undefined, count: 0 },
);

/** Announces that an account changed, or any account. */
export function announceChange(account: string | undefined): void {
  stateChange.value = { account, count: stateChange.value.count + 1 };
}

/** Grows with each change of the switches and faults of accounts. */
export const behaviourChanges = signal(0);

/** Announces that switches or faults changed. */
export function announceBehaviour(): void {
  behaviourChanges.value++;
}
