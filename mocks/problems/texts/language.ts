import Negotiator from 'negotiator';
import { englishRefusals, type RefusalTexts } from './english.ts';
import { russianRefusals } from './russian.ts';

const languages: Readonly<Record<string, RefusalTexts>> = {
  en: englishRefusals,
  ru: russianRefusals,
};
const tags = Object.keys(languages);

// What nearly all requests send, if they send any.
const known = new Map<string, RefusalTexts>([['*', englishRefusals]]);
const mostKnown = 64;

/** Chooses the texts in the language that a request accepts, English if it accepts none that there is. */
export function textsFor({
  'accept-language': accepted,
}: Readonly<Record<string, string | string[] | undefined>>): RefusalTexts {
  if (accepted === undefined) return englishRefusals;
  const header = String(accepted);
  const found = known.get(header);
  if (found !== undefined) return found;
  const chosen = new Negotiator({ headers: { 'accept-language': header } }).language(tags);
  const texts = languages[chosen ?? 'en'] ?? englishRefusals;
  if (known.size >= mostKnown) known.clear();
  known.set(header, texts);
  return texts;
}
