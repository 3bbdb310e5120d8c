import { isUtf8 } from 'node:buffer';
import {
  getNodePath,
  getNodeValue,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { formatPointer, pointerInWords } from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';

/** How deeply arrays and objects of a body may be nested. */
export const maxBodyDepth = 64;

/**
 * Parses a JSON body.
 * @param text the bytes as text, if they have already been decoded
 * @throws Refusal if the body is not UTF-8, is not JSON (with line, column and position), or is nested
 * deeper than `maxDepth`, or if a field occurs twice with different values
 */
export function readJsonBody(
  bytes: Buffer,
  maxDepth: number = maxBodyDepth,
  text: string = bytes.toString('utf8'),
): unknown {
  if (!isUtf8(bytes)) {
    throw new Refusal('malformed-json', ({ body }) => body.notUtf8);
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new Refusal('malformed-json', ({ body }) => body.byteOrderMark);
  }
  const fields = countFields(text, maxDepth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(text);
  }
  // JSON.parse keeps the last of several fields of one name.
  if (fields > fieldsIn(value)) assertNoAmbiguity(text);
  return value;
}

function fieldsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    // The keys of a long list would cost more than its JSON.
    for (const child of value) if (typeof child === 'object') count += fieldsIn(child);
    return count;
  }
  for (const child of Object.values(value)) count += 1 + fieldsIn(child);
  return count;
}

function assertNoAmbiguity(text: string): void {
  const open = [parseTree(text)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const sent = new Map<unknown, Node | undefined>();
    for (const child of node.children ?? []) {
      const [name, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child];
      open.push(value);
      if (name === undefined) continue;
      const before = sent.get(name.value);
      if (before !== undefined && valueText(before) !== valueText(value)) {
        const pointer = formatPointer(getNodePath(value ?? child).map(String));
        const message: Message = ({ body }) => body.repeatedField(pointerInWords(pointer));
        const error = { in: 'body', pointer, kind: 'duplicate-field', message };
        throw new Refusal('invalid-request', message, { errors: [error] });
      }
      sent.set(name.value, value);
    }
  }
}

function valueText(node: Node | undefined): string {
  return JSON.stringify(node && getNodeValue(node));
}

// JSON.parse's own message quotes the body, which may hold a secret.
function malformed(text: string): Refusal {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  const position = Math.min(first?.offset ?? 0, text.length);
  const before = text.slice(0, position).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const code = first && printParseErrorCode(first.error);
  return new Refusal('malformed-json', ({ body }) => body.notJson(line, column, position, code));
}

// Counts the fields of all objects, as many as there are colons. It works on the text, since recursion
// over a hostile body would overflow the stack; so it refuses what is nested too deeply.
function countFields(text: string, maxDepth: number): number {
  let depth = 0;
  let fields = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x3a) fields++;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) {
        const detail: Message = ({ body }) => body.tooDeep(maxDepth);
        throw new Refusal('invalid-request', detail, {
          errors: [{ in: 'body', pointer: '', kind: 'too-large', message: detail }],
        });
      }
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return fields;
}
