import type { Behaviour } from './behaviour.ts';
import { type Parsing, parsing } from './parsing.ts';

/** Changes how edits read their body. */
export const onEdit = (changes: Partial<Parsing>): Partial<Behaviour> => ({
  readRule: (b, body) =>
    body.id === undefined
      ? parsing.readRule(b, body)
      : parsing.readRule({ ...b, ...changes }, body),
});

/** Changes how adds read their body. */
export const onAdd = (changes: Partial<Parsing>): Partial<Behaviour> => ({
  readRule: (b, body) =>
    body.id === undefined
      ? parsing.readRule({ ...b, ...changes }, body)
      : parsing.readRule(b, body),
});
