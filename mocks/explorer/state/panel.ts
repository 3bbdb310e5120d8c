import { isOneOf, storedSignal } from '../data/stored-signal.ts';

/** What can be open below the actions of an account. */
export const panels = ['seed', 'generate', 'snapshots', 'compare'] as const;

/** What is open below the actions; empty for nothing. */
export const panel = storedSignal<(typeof panels)[number] | ''>(
  'state-panel',
  '',
  isOneOf(...panels),
);
