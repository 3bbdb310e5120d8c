import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import { completeFrom } from './json-completion.ts';
import { rangeOf } from './json-ranges.ts';

/** Something to be marked in the text. */
export interface Mark {
  /** JSON Pointer to the value. */
  readonly pointer: string;
  readonly message: string;
}

/** An editor for JSON. */
export interface JsonEditorProps {
  readonly label: string;
  /** The text at first; later ones count only when `replaced` is another number. */
  readonly text: string;
  /** How often the text was replaced from outside. */
  readonly replaced?: number;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  /** What an answer found wrong; goes away with the next change. */
  readonly marks: readonly Mark[];
  /** Finds what is wrong in a value while it is written. */
  check(value: unknown): Promise<readonly Mark[]>;
  onChange(text: string): void;
  onSend(): void;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
]);

/** An editor for JSON with completion, and with marks for what is wrong. */
export function JsonEditor(props: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (place.current === null) return;
    const completion = new Compartment();
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: props.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          bracketMatching(),
          closeBrackets(),
          json(),
          syntaxHighlighting(colours),
          completion.of(
            autocompletion({ override: [(at) => completeFrom(latest.current.schema)(at)] }),
          ),
          linter((at) => findMistakes(at, latest.current), { delay: 300 }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': props.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          keymap.of([
            { key: 'Mod-Enter', run: () => sends(latest.current) },
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === props.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
    // What is written comes back as `text` later than the next letter is typed.
  }, [props.replaced]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || props.marks.length === 0) return;
    editor.dispatch(setDiagnostics(editor.state, marked(editor.state, props.marks)));
  }, [props.marks]);

  return <div class="json-editor" ref={place} />;
}

function sends(props: JsonEditorProps): true {
  props.onSend();
  return true;
}

async function findMistakes(view: EditorView, props: JsonEditorProps): Promise<Diagnostic[]> {
  const text = view.state.doc.toString();
  if (text.trim() === '') return [];
  const unreadable = jsonParseLinter()(view);
  if (unreadable.length > 0) return [...unreadable];
  const mistakes = await props.check(JSON.parse(text)).catch(() => []);
  if (view.state.doc.toString() !== text) return [];
  return marked(view.state, [...mistakes, ...props.marks]);
}

// One place may be named by what is found while writing and by the answer.
function marked(state: EditorState, marks: readonly Mark[]): Diagnostic[] {
  const seen = new Set<string>();
  return marks.flatMap(({ pointer, message }) => {
    if (seen.has(pointer + message)) return [];
    seen.add(pointer + message);
    return [{ ...rangeOf(state, pointer), severity: 'error' as const, message }];
  });
}
