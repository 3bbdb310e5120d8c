import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type Range,
} from 'yaml';
import { isObject, type JsonObject, parseJson } from '../shared/json.ts';
import { parsePointer } from '../shared/json-pointer.ts';
import { ContractDefect, type FileLocation } from './defect.ts';

/** The content of a YAML or JSON file, with the line of each value. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** It is part of the built package, and as it was when the build loaded and checked it. */
  readonly isBuilt: boolean;
  /** What is wrong with a document that can be served nevertheless. */
  readonly warnings: ContractDefect[];
  /** Returns the place of the value at a JSON Pointer, or of its nearest ancestor in the file. */
  locate(pointer: string): FileLocation;
  /** Makes a defect at the place of a JSON Pointer. */
  defect(pointer: string, what: string, remedy: string): ContractDefect;
  /** Makes a defect that does not keep the document from being served, and notes it. */
  warn(pointer: string, what: string, remedy: string): void;
}

/**
 * Reads a YAML or JSON file.
 * @throws ContractDefect if the file cannot be read or is not YAML
 */
export function readYamlFile(file: string): YamlFile {
  const text = readText(file);
  const built = readBuilt(file, text);
  let parsed = built ? undefined : parse(file, text);
  const value = built ? built.value : contentOf(file, parsed);
  const locate = (pointer: string): FileLocation => {
    parsed ??= parse(file, text);
    const steps = parsePointer(pointer);
    for (; steps.length > 0; steps.pop()) {
      const range = rangeOf(parsed.document, steps);
      if (range) return { file, line: parsed.lines.linePos(range[0]).line };
    }
    return { file, line: 1 };
  };
  return yamlFile(file, value, locate, built !== undefined);
}

/**
 * What the built package has beside a YAML file, in a file of the same name and `.json`: parsing YAML takes
 * ten times as long. It holds for the same text only.
 */
export function builtForm(file: string): object {
  const text = readText(file);
  return { sha256: digestOf(text), value: contentOf(file, parse(file, text)) };
}

function readBuilt(file: string, text: string): JsonObject | undefined {
  const path = `${file}.json`;
  const built = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  return isObject(built) && built.sha256 === digestOf(text) ? built : undefined;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
}

function parse(file: string, text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const fault = document.errors[0];
  if (fault === undefined) return { document, lines };
  const what = fault.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
  throw new ContractDefect(
    { file, line: fault.linePos?.[0].line },
    `not readable as YAML (${what})`,
    'correct the syntax',
  );
}

function contentOf(file: string, parsed: Parsed | undefined): unknown {
  try {
    return copyTexts(parsed?.document.toJS());
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new ContractDefect({ file }, `not readable as YAML (${why})`, 'correct it');
  }
}

/** Makes a file of a value that was read, or made of what was read. */
export function yamlFile(
  file: string,
  value: unknown,
  locate: YamlFile['locate'],
  isBuilt = false,
): YamlFile {
  const warnings: ContractDefect[] = [];
  const defect = (pointer: string, what: string, remedy: string) =>
    new ContractDefect(locate(pointer), what, remedy);
  const warn: YamlFile['warn'] = (...defective) => void warnings.push(defect(...defective));
  return { file, value, isBuilt, warnings, locate, defect, warn };
}

// The place of a value: that of its key in a mapping, its own in a sequence.
function rangeOf(document: Document, steps: readonly string[]): Range | null | undefined {
  const parent = document.getIn(steps.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(
      ({ key }) => isScalar(key) && String(key.value) === steps.at(-1),
    );
    return isNode(pair?.key) ? pair.key.range : undefined;
  }
  const node = document.getIn(steps, true);
  return isNode(node) ? node.range : undefined;
}

// The parser returns slices of the file's text. If that holds a letter beyond Latin-1, they, and every
// response made from them, take two bytes a letter. So texts that need no such letter are copied.
function copyTexts(value: unknown, seen = new Set<object>()): unknown {
  if (typeof value === 'string') {
    return /^[\0-\xff]*$/.test(value) ? Buffer.from(value, 'latin1').toString('latin1') : value;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  const parts = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(parts)) {
    if (key !== '__proto__') parts[key] = copyTexts(part, seen);
  }
  return value;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ContractDefect({ file }, why, 'name a file that exists and is readable');
  }
}
