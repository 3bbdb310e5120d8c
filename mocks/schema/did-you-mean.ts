import { distance } from '../../spec/index.ts';

// Letters that look like Latin ones: letter, Latin letter, and the end of its Unicode name.
const lookAlikes: Readonly<Record<string, string>> = {
  'CYRILLIC SMALL LETTER': `
    а a A|е e IE|к k KA|м m EM|о o O|р p ER|с c ES|т t TE|у y U|х x HA|ѕ s DZE|ј j JE|һ h SHHA|
    і i BYELORUSSIAN-UKRAINIAN I|ԁ d KOMI DE|ԛ q QA|ԝ w WE|ѵ v IZHITSA`,
  'CYRILLIC CAPITAL LETTER': `
    А A A|В B VE|Е E IE|К K KA|М M EM|Н H EN|О O O|Р P ER|С C ES|Т T TE|У Y U|Х X HA|Ѕ S DZE|
    Ј J JE|І I BYELORUSSIAN-UKRAINIAN I|Ԛ Q QA|Ԝ W WE|Ѵ V IZHITSA`,
  'GREEK SMALL LETTER': `
    α a ALPHA|γ y GAMMA|ε e EPSILON|η n ETA|ι i IOTA|κ k KAPPA|ν v NU|ο o OMICRON|ρ p RHO|
    τ t TAU|υ u UPSILON|χ x CHI|ω w OMEGA`,
  'GREEK CAPITAL LETTER': `
    Α A ALPHA|Β B BETA|Ε E EPSILON|Ζ Z ZETA|Η H ETA|Ι I IOTA|Κ K KAPPA|Μ M MU|Ν N NU|Ο O OMICRON|
    Ρ P RHO|Τ T TAU|Υ Y UPSILON|Χ X CHI`,
};

const letters = new Map(
  Object.entries(lookAlikes).flatMap(([script, rows]) =>
    rows.split('|').map((row) => {
      const [letter = '', latin = '', ...rest] = row.trim().split(' ');
      return [letter, { latin, name: `${script} ${rest.join(' ')}` }] as const;
    }),
  ),
);

/** Replaces letters that look Latin with Latin ones, and compatibility forms (NFKC) with plain ones. */
export function foldToLatin(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(text, foldCharacter).join('').normalize('NFKC');
}

/** A letter of a text that only looks like one of the word that is meant. */
export interface StrangeLetter {
  /** Counted in characters, from 1. */
  readonly position: number;
  /** Such as U+0441. */
  readonly code: string;
  /** Its name in Unicode, if it is one of the letters that look like Latin ones. */
  readonly name: string | undefined;
  /** The letter that it looks like. */
  readonly plain: string;
}

/** Finds the letters of a text that only look like those of the word that is meant. */
export function findStrangeLetters(text: string, meant: string): StrangeLetter[] {
  return Array.from(text).flatMap((character, index) => {
    const plain = foldCharacter(character);
    if (plain === character || meant.includes(character)) return [];
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const { name } = letters.get(character) ?? {};
    return [{ position: index + 1, code: `U+${code}`, name, plain }];
  });
}

/** How a name can differ from the one that is meant, the surest first; each is a kind of mistake. */
export const differences = ['squashed-name', 'look-alike', 'misspelt-name'] as const;

/** How a name differs from the one that is meant. */
export type Difference = (typeof differences)[number];

/** The words that another word may mean, and how it differs from them. */
export interface Suggestion {
  readonly difference: Difference;
  readonly words: readonly string[];
}

/** Known words, and a "did you mean" for unknown ones. */
export type Vocabulary = ReturnType<typeof createVocabulary>;

/** Creates a vocabulary of known words. */
export function createVocabulary(words: readonly string[]) {
  const byNormalised = Map.groupBy(words, normalise);
  const known = new Set(words);
  return {
    words,
    /**
     * Suggests the known words that a word may mean: several if they are equally near, none if the word
     * is known or far from all of them.
     */
    suggest(word: string): Suggestion | undefined {
      if (known.has(word)) return undefined;
      const squashed = byNormalised.get(normalise(word));
      if (squashed !== undefined) return { difference: 'squashed-name', words: squashed };
      const folded = foldToLatin(word);
      const alike = known.has(folded) ? [folded] : byNormalised.get(normalise(folded));
      if (alike !== undefined) return { difference: 'look-alike', words: alike };
      let nearest = nearestWords(word, words);
      if (nearest.length === 0) {
        const normalised = nearestWords(normalise(folded), [...byNormalised.keys()]);
        nearest = normalised.flatMap((one) => byNormalised.get(one) ?? []);
      }
      return nearest.length === 0 ? undefined : { difference: 'misspelt-name', words: nearest };
    },
  };
}

/** Returns the nearest known words, at most two typos away and fewer than half their letters. */
export function nearestWords(word: string, words: readonly string[]): string[] {
  let nearest: string[] = [];
  let least = 2;
  for (const one of words) {
    const typos = distance(word, one);
    if (typos > least || typos >= one.length / 2) continue;
    if (typos < least) nearest = [];
    least = typos;
    nearest.push(one);
  }
  return nearest;
}

function foldCharacter(character: string): string {
  return letters.get(character)?.latin ?? character.normalize('NFKC');
}

/** Returns a name in lower case without `_` and `-`, so that the way of joining words is ignored. */
export function normalise(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
