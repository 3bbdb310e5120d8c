import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import { parsePointer } from '../../../spec/shared/json-pointer.ts';

/** A part of a text, in characters. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the value at a JSON Pointer stands in an editor; of a field its name and value, and of what
 * is not there the nearest that is.
 */
export function rangeOf(state: EditorState, pointer: string): Range {
  let node = valueIn(syntaxTree(state).topNode);
  let found: SyntaxNode | undefined = node;
  for (const step of parsePointer(pointer)) {
    const next: SyntaxNode | undefined =
      node?.name === 'Object' ? property(state, node, step) : element(node, Number(step));
    if (next === undefined) break;
    found = next;
    node = next.name === 'Property' ? valueIn(next) : next;
  }
  if (found === undefined) return { from: 0, to: state.doc.length };
  // Of a whole object, such as one that lacks a field, its brace is enough.
  const whole = found.name === 'Object' || found.name === 'Array';
  return { from: found.from, to: whole ? found.from + 1 : found.to };
}

/** The names of the fields from the outermost value to a place, list elements as `*`. */
export function pathAt(node: SyntaxNode, state: EditorState): string[] {
  const path: string[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === 'Property') path.unshift(nameOf(state, at) ?? '');
    if (at.name === 'Array') path.unshift('*');
  }
  return path;
}

/** The names of the fields that an object has. */
export function fieldsOf(state: EditorState, object: SyntaxNode): string[] {
  return object.getChildren('Property').map((one) => nameOf(state, one) ?? '');
}

function property(state: EditorState, object: SyntaxNode, name: string): SyntaxNode | undefined {
  // Of two fields of one name the last one counts.
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

/** The value in a field or a document; undefined where it is not written yet. */
export function valueIn(node: SyntaxNode): SyntaxNode | undefined {
  for (let child = node.lastChild; child !== null; child = child.prevSibling) {
    if (values.has(child.name)) return child;
  }
  return undefined;
}

/** The name that a field, or its name's own node, has. */
export function nameOf(state: EditorState, node: SyntaxNode): string | undefined {
  const name = node.name === 'PropertyName' ? node : node.getChild('PropertyName');
  if (name === null) return undefined;
  const text = state.sliceDoc(name.from, name.to);
  try {
    return String(JSON.parse(text));
  } catch {
    // The closing quote may not be written yet.
    return text;
  }
}
