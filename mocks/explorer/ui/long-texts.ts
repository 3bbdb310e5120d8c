import { type Extension, type Range, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { texts } from '../data/texts.ts';

const shown = 200;
const longest = 10_000;

/** Hides all but the beginning of long texts, such as files in Base64, which would freeze the browser. */
export const shortenLongTexts: Extension = StateField.define<DecorationSet>({
  create: ({ doc }) => shorten(doc),
  update: (before, { docChanged, newDoc }) => (docChanged ? shorten(newDoc) : before),
  provide: (field) => [
    EditorView.decorations.from(field),
    // The cursor passes the hidden part in one step, and Backspace deletes it as a whole.
    EditorView.atomicRanges.of(({ state }) => state.field(field)),
  ],
});

function shorten(doc: Text): DecorationSet {
  const hidden: Range<Decoration>[] = [];
  let start = 0;
  for (const line of doc.iterLines()) {
    // A regular expression would need too much of the stack.
    for (const [i, part] of line.split('"').entries()) {
      const end = start + part.length;
      if (i % 2 === 1 && part.length > longest) {
        const widget = new Hidden(part.length - shown);
        hidden.push(Decoration.replace({ widget }).range(start + shown, end));
      }
      start = end + 1;
    }
  }
  return Decoration.set(hidden);
}

class Hidden extends WidgetType {
  readonly #characters: number;

  constructor(characters: number) {
    super();
    this.#characters = characters;
  }

  override eq(other: Hidden): boolean {
    return other.#characters === this.#characters;
  }

  override toDOM(): HTMLElement {
    const note = document.createElement('small');
    note.textContent = texts.value.common.moreCharacters(this.#characters);
    return note;
  }
}
