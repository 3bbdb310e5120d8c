import { effect, signal } from '@preact/signals';
import { english, type Texts } from '../texts/english.ts';
import { isOneOf, storedSignal } from './stored-signal.ts';

export type { Texts } from '../texts/english.ts';

/** A language of the page. */
export type Language = 'en' | 'ru';

/** The language of the page, for every tab: as chosen, else that of the browser. */
export const language = storedSignal<Language>(
  'language',
  navigator.language.startsWith('ru') ? 'ru' : 'en',
  isOneOf('en', 'ru'),
  'browser',
);

/** The texts of the page in its language. */
export const texts = signal<Texts>(english);

effect(() => {
  const wanted = language.value;
  if (globalThis.document !== undefined) document.documentElement.lang = wanted;
  if (wanted === 'en') texts.value = english;
  else {
    void import('../texts/russian.ts').then(({ russian }) => {
      if (language.value === wanted) texts.value = russian;
    });
  }
});
