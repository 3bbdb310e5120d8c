import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../data/texts.ts';
import { completeFrom, type FindChoices } from './json-completion.ts';
import { rangeOf } from './json-ranges.ts';
import './json-editor.css';
import { shortenLongTexts } from './long-texts.ts';

/** A mistake in a value, to be marked at its place. */
export interface Mark {
  /** JSON Pointer; empty for the whole value. */
  readonly pointer: string;
  readonly message: string;
}

export interface JsonEditorProps {
  readonly label: string;
  /** The initial text; later ones apply only when `revision` changes. */
  readonly text: string;
  readonly revision?: number;
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  /** Finds the values to choose from, such as the items that a field may name. */
  readonly choicesAt?: FindChoices;
  /** Errors of the last response; they disappear with the next change. */
  readonly marks: readonly Mark[];
  /** Finds errors in a value while it is edited. */
  check(value: unknown): Promise<readonly Mark[]>;
  onChange(text: string): void;
  onSend(): void;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
]);

/** A JSON editor with completion and error marks. */
export default function JsonEditor(props: JsonEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (container.current === null) return;
    const created = new EditorView({
      parent: container.current,
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
          autocompletion({
            icons: false,
            override: [(at) => completeFrom(latest.current.schema, latest.current.choicesAt)(at)],
          }),
          linter((at) => lint(at, latest.current), { delay: 300 }),
          shortenLongTexts,
          EditorState.phrases.of(texts.value.common.editor),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': props.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          keymap.of([
            { key: 'Mod-Enter', run: () => send(latest.current) },
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
        ],
      }),
    });
    view.current = created;
    return () => created.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === props.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
    // Not on every `text`: it comes back later than the next letter is typed.
  }, [props.revision]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || props.marks.length === 0) return;
    editor.dispatch(
      setDiagnostics(editor.state, diagnosticsOf(editor.state.doc.toString(), props.marks)),
    );
  }, [props.marks]);

  return <div class="json-editor" ref={container} />;
}

function send(props: JsonEditorProps): true {
  props.onSend();
  return true;
}

async function lint(view: EditorView, props: JsonEditorProps): Promise<Diagnostic[]> {
  const text = view.state.doc.toString();
  if (text.trim() === '') return [];
  const syntaxErrors = jsonParseLinter()(view);
  if (syntaxErrors.length > 0) {
    return syntaxErrors.map((one) => ({
      ...one,
      message: texts.value.common.jsonError(one.message),
    }));
  }
  const errors = await props.check(JSON.parse(text)).catch(() => []);
  if (view.state.doc.toString() !== text) return [];
  return diagnosticsOf(text, [...errors, ...props.marks]);
}

// The check and the last response may report the same error.
function diagnosticsOf(text: string, marks: readonly Mark[]): Diagnostic[] {
  const unique = new Map(marks.map((mark) => [mark.pointer + mark.message, mark]));
  return [...unique.values()].map(({ pointer, message }) => ({
    ...rangeOf(text, pointer),
    severity: 'error',
    message,
  }));
}
