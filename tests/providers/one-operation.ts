import type { Behaviour } from './behaviour.ts';
import { type Reading, reading } from './reading.ts';

/** Only edits read their body otherwise. */
export const onEdit = (changes: Partial<Reading>): Partial<Behaviour> => ({
  readRule: (b, body) =>
    body.id === undefined
      ? reading.readRule(b, body)
      : reading.readRule({ ...b, ...changes }, body),
});

/** Only adds read their body otherwise. */
export const onAdd = (changes: Partial<Reading>): Partial<Behaviour> => ({
  readRule: (b, body) =>
    body.id === undefined
      ? reading.readRule({ ...b, ...changes }, body)
      : reading.readRule(b, body),
});
