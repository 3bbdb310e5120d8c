import { formatPointer, type JsonObject } from '../../../spec/index.ts';
import { type Difference, findStrangeLetters, type Vocabulary } from '../../schema/did-you-mean.ts';
import type { Message } from '../texts/message.ts';
import type { MistakeDraft } from './mistake.ts';
import { quote } from './preview.ts';

const mostShown = 30;

/** A field that was sent under another name than the one that is meant. */
export function misnamed(
  key: string,
  name: string,
  difference: Difference,
  at: string,
  schema: JsonObject | undefined,
): MistakeDraft {
  const field = quote(key);
  const message: Message = ({ mistakes }) => {
    if (difference === 'squashed-name') return mistakes.squashedName(field, name);
    if (difference === 'misspelt-name') return mistakes.misspeltName(field, name, '');
    return mistakes.lookAlikeName(field, name, findStrangeLetters(key, name));
  };
  const described = { message, hint: name };
  return { kind: difference, at: at + formatPointer([name]), schema, describe: () => described };
}

/** A field that the schema does not know. */
export function unknownField(
  key: string,
  value: JsonObject,
  vocabulary: Vocabulary,
  at: string,
  schema: unknown,
): MistakeDraft {
  return {
    kind: 'unknown-field',
    at: at + formatPointer([key]),
    schema,
    describe({ up }) {
      const field = quote(key);
      const { name = '' } = up ?? {};
      const { words } = vocabulary;
      if (words.includes(key)) {
        return { message: ({ mistakes }) => mistakes.fieldOfOthers(field, name) };
      }
      const guess = vocabulary.suggest(key)?.words ?? [];
      const hint = guess.length === 1 ? guess[0] : undefined;
      if (hint === undefined) {
        const shown = words.slice(0, mostShown);
        const more = words.length - shown.length;
        return { message: ({ mistakes }) => mistakes.unknownField(field, name, shown, more) };
      }
      const isThere = Object.hasOwn(value, hint);
      const message: Message = ({ mistakes }) =>
        isThere
          ? mistakes.fieldIsThere(field, hint, name)
          : mistakes.misspeltName(field, hint, name);
      return { message, hint };
    },
  };
}
