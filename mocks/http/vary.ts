import type { RefusalTexts } from '../problems/texts/english.ts';

type Headers = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Returns the headers that say which language a response has, beside its own, whose names are in lower case. */
export function languageHeaders(
  { language }: RefusalTexts,
  own: Headers = {},
): Record<string, string> {
  return { 'content-language': language, vary: joinVary(own.vary, 'Accept-Language') };
}

/** Adds a value to those of the header Vary. */
export function joinVary(own: Headers[string], added: string): string {
  if (own === undefined) return added;
  return [...[own].flat(), added].join(', ');
}
