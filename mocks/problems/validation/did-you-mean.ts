import { distance } from '../../../spec/index.ts';

// Letters that look like Latin ones: each row is letter, Latin letter and the end of its Unicode name.
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

/** A text with every letter that looks Latin made Latin, and compatibility forms (NFKC) made plain. */
export function foldToLatin(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(text, foldCharacter).join('').normalize('NFKC');
}

/**
 * Says which characters of a text are not those of the word that it looks like:
 * `has at position 1 U+0441 CYRILLIC SMALL LETTER ES where "color" has Latin c`.
 */
export function describeLookAlike(text: string, meant: string): string {
  const strange = Array.from(text).flatMap((character, index) => {
    const plain = foldCharacter(character);
    if (plain === character || meant.includes(character)) return [];
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const letter = letters.get(character);
    const name = letter === undefined ? '' : ` ${letter.name}`;
    const latin = /^[A-Za-z]$/.test(plain) ? `Latin ${plain}` : `"${plain}"`;
    return [`at position ${index + 1} U+${code}${name} where "${meant}" has ${latin}`];
  });
  // A combining character is plain on its own, and only its neighbour makes it another letter.
  if (strange.length === 0) return `is not made of the same characters as "${meant}"`;
  const more = strange.length > 3 ? ` and ${strange.length - 3} more` : '';
  return `has ${strange.slice(0, 3).join(', ')}${more}`;
}

/** Words that are known, ready to be asked which of them another word means. */
export interface Vocabulary {
  readonly words: readonly string[];
  /**
   * Which known words a word seems to mean, and how it differs from them. Several are equally
   * near; none when the word is known itself or far from all.
   */
  meant(word: string): { readonly how: Difference; readonly words: readonly string[] } | undefined;
}

/** How a word differs from the one that is meant. */
export type Difference = 'squashed' | 'look-alike' | 'misspelt';

/** Prepares known words for questions. */
export function createVocabulary(words: readonly string[]): Vocabulary {
  const bySquashed = Map.groupBy(words, squash);
  const known = new Set(words);
  return {
    words,
    meant(word) {
      if (known.has(word)) return undefined;
      const squashed = bySquashed.get(squash(word));
      if (squashed !== undefined) return { how: 'squashed', words: squashed };
      const folded = foldToLatin(word);
      const alike = known.has(folded) ? [folded] : bySquashed.get(squash(folded));
      if (alike !== undefined) return { how: 'look-alike', words: alike };
      let nearest = nearestWords(word, words);
      if (nearest.length === 0) {
        const squashed = nearestWords(squash(folded), [...bySquashed.keys()]);
        nearest = squashed.flatMap((one) => bySquashed.get(one) ?? []);
      }
      return nearest.length === 0 ? undefined : { how: 'misspelt', words: nearest };
    },
  };
}

/**
 * The known words nearest to a word: at most two slips of the pen away, and fewer than half the
 * letters of the known word.
 */
export function nearestWords(word: string, words: readonly string[]): string[] {
  let nearest: string[] = [];
  let least = 2;
  for (const one of words) {
    const slips = distance(word, one);
    if (slips > least || slips >= one.length / 2) continue;
    if (slips < least) nearest = [];
    least = slips;
    nearest.push(one);
  }
  return nearest;
}

function foldCharacter(character: string): string {
  return letters.get(character)?.latin ?? character.normalize('NFKC');
}

/** A name without `_` and `-`, in lower case: what is left of it however words are joined. */
export function squash(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
