import type { RefusalTexts } from './english.ts';

/** A text that is rendered in a language when the response is made. */
export type Message = (texts: RefusalTexts) => string;

/** A text in every language, or one that is the same in all. */
export type Text = string | Message;

/** Renders a text. */
export function render(text: Text, texts: RefusalTexts): string {
  return typeof text === 'string' ? text : text(texts);
}
