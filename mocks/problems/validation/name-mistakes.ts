import { formatPointer, type JsonObject } from '../../../spec/index.ts';
import { type Difference, describeLookAlike, type Vocabulary } from '../../schema/did-you-mean.ts';
import { listWords } from './describe-schema.ts';
import type { MistakeDraft } from './mistake.ts';
import { quote } from './preview.ts';

/** A field that was sent under another name than the one that is meant. */
export function misnamed(
  key: string,
  name: string,
  difference: Difference,
  at: string,
  schema: JsonObject | undefined,
): MistakeDraft {
  const message = {
    'squashed-name': `The field ${quote(key)} is called ${name}; rename it.`,
    'look-alike': `The field ${quote(key)} ${describeLookAlike(key, name)}; rename it to ${name}.`,
    'misspelt-name': `There is no field ${quote(key)}; if ${name} is meant, rename it.`,
  }[difference];
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
      const there = up?.where ?? '';
      if (vocabulary.words.includes(key)) {
        const message = `The field ${quote(key)}${there} does not go with the other fields; leave it out.`;
        return { message };
      }
      const guess = vocabulary.suggest(key)?.words ?? [];
      const hint = guess.length === 1 ? guess[0] : undefined;
      const missing = `There is no field ${quote(key)}${there}`;
      if (hint === undefined) {
        return { message: `${missing}; ${knownFields(vocabulary.words)}.` };
      }
      return Object.hasOwn(value, hint)
        ? { message: `${missing}; ${hint} is already there, so leave this one out.`, hint }
        : { message: `${missing}; if ${hint} is meant, rename it.`, hint };
    },
  };
}

function knownFields(names: readonly string[]): string {
  if (names.length === 0) return 'none is known';
  const shown = names.slice(0, 30);
  const more = names.length - shown.length;
  const list = listWords(more > 0 ? [...shown, `${more} more`] : shown, 'and');
  return names.length === 1 ? `the only known one is ${list}` : `the known ones are ${list}`;
}
