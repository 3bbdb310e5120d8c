import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import { parsePointer } from '../../../spec/shared/json-pointer.ts';

// Parsing a large text takes longer than the editor spends on it by itself.
const parseTimeout = 1_000;

/** A range of a text, in characters. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The range of the value at a JSON Pointer in an editor, for a field with its name; for a missing
 * value that of the nearest enclosing one.
 */
export function rangeOf(state: EditorState, pointer: string): TextRange {
  const tree = ensureSyntaxTree(state, state.doc.length, parseTimeout) ?? syntaxTree(state);
  let node = valueIn(tree.topNode);
  let found: SyntaxNode | undefined = node;
  for (const step of parsePointer(pointer)) {
    const next: SyntaxNode | undefined =
      node?.name === 'Object' ? property(state, node, step) : element(node, Number(step));
    if (next === undefined) break;
    found = next;
    node = next.name === 'Property' ? valueIn(next) : next;
  }
  if (found === undefined) return { from: 0, to: state.doc.length };
  // For a whole object, such as one that lacks a field, mark only its brace.
  const whole = found.name === 'Object' || found.name === 'Array';
  return { from: found.from, to: whole ? found.from + 1 : found.to };
}

/** The field names from the outermost value to a node; list elements are `*`. */
export function pathAt(node: SyntaxNode, state: EditorState): string[] {
  const path: string[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === 'Property') path.unshift(nameOf(state, at) ?? '');
    if (at.name === 'Array') path.unshift('*');
  }
  return path;
}

/** The names of an object's fields. */
export function fieldsOf(state: EditorState, object: SyntaxNode): string[] {
  return object.getChildren('Property').map((one) => nameOf(state, one) ?? '');
}

function property(state: EditorState, object: SyntaxNode, name: string): SyntaxNode | undefined {
  // The last of two fields with the same name counts.
  return object.getChildren('Property').findLast((one) => nameOf(state, one) === name);
}

function element(list: SyntaxNode | undefined, index: number): SyntaxNode | undefined {
  if (list?.name !== 'Array') return undefined;
  let at = -1;
  for (let child = list.firstChild; child !== null; child = child.nextSibling) {
    if (values.has(child.name) && ++at === index) return child;
  }
  return undefined;
}

const values = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/** The value of a field or document; undefined where it is still missing. */
export function valueIn(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.lastChild; child !== null; child = child.prevSibling) {
    if (values.has(child.name)) return child;
  }
  return undefined;
}

/** The name of a field, given its node or that of its name. */
export function nameOf(state: EditorState, node: SyntaxNode): string | undefined {
  const name = node.name === 'PropertyName' ? node : node.getChild('PropertyName');
  if (name === null) return undefined;
  const text = state.sliceDoc(name.from, name.to);
  try {
    return String(JSON.parse(text));
  } catch {
    // The closing quote may still be missing.
    return text;
  }
}
