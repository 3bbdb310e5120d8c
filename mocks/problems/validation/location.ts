import {
  createRedaction,
  formatPointer,
  isObject,
  type JsonObject,
  parsePointer,
  redacted,
} from '../../../spec/index.ts';
import { previewJson, shorten } from './preview.ts';
import { keysOf } from './schema-keywords.ts';
import type { SchemaNode } from './schema-node.ts';

/** Hides values with usual secret names; the contract's own secrets are known by their schema. */
const usualRedaction = createRedaction(undefined);

/** A place in a body, linked to the one that it is in. */
export class Location {
  readonly up: Location | undefined;
  readonly key: string;
  readonly value: unknown;
  /** The name of its field as sent. */
  readonly sent: string;
  /** The position in the schema of each step that leads to it. */
  readonly ranks: readonly number[];
  readonly #root: SchemaNode;
  readonly #written: ((pointer: string) => unknown) | undefined;
  #node: SchemaNode | undefined;
  #positions: ReadonlyMap<string, number> | undefined;

  /** @param written returns the value at a pointer with its numbers as they were written */
  constructor(
    root: SchemaNode,
    value: unknown,
    up?: Location,
    key = '',
    sent = key,
    written = up === undefined ? undefined : up.#written,
  ) {
    this.#root = root;
    this.#written = written;
    this.value = value;
    this.up = up;
    this.key = key;
    this.sent = sent;
    this.ranks = up === undefined ? [] : [...up.ranks, up.#rankOf(key)];
  }

  get step(): 'body' | 'field' | 'element' {
    if (this.up === undefined) return 'body';
    return Array.isArray(this.up.value) ? 'element' : 'field';
  }

  /** What the schema says about it. */
  get node(): SchemaNode | undefined {
    if (this.up === undefined) return this.#root;
    const { node } = this.up;
    this.#node ??=
      this.step === 'element' ? node?.element(Number(this.key)) : node?.field(this.key);
    return this.#node;
  }

  /** The schema of the nearest object property. */
  get property(): JsonObject | undefined {
    return this.step === 'field' ? this.node?.roots[0] : this.up?.property;
  }

  get isSecret(): boolean {
    if (this.step === 'field' && usualRedaction.isSecret(this.key)) return true;
    return this.node?.isSecret || (this.up?.isSecret ?? false);
  }

  get isRequired(): boolean {
    return this.up?.node?.requires(this.key) ?? false;
  }

  /** JSON Pointer into the body as sent. */
  get pointer(): string {
    return this.up === undefined ? '' : this.up.pointer + formatPointer([this.sent]);
  }

  /** The location as a person writes it, such as rooms[0].name; '' for the body. */
  get name(): string {
    if (this.up === undefined) return '';
    const { name } = this.up;
    if (this.step === 'element') return `${name}[${this.key}]`;
    const field = shorten(this.sent);
    if (!/^[\p{L}\p{N}_$…-]+$/u.test(field)) return `${name}[${JSON.stringify(field)}]`;
    return name === '' ? field : `${name}.${field}`;
  }

  /** The beginning of the value as JSON. If a secret may be inside, no part of it is shown. */
  get received(): string {
    const { value, node } = this;
    if (this.isSecret) return JSON.stringify(redacted);
    if (typeof value === 'object' && value !== null && this.#root.holdsSecret) {
      return Array.isArray(value) ? '[…]' : '{…}';
    }
    if (typeof value === 'string' && node?.holdsSecret) return JSON.stringify(redacted);
    return shorten(usualRedaction.text(previewJson(this.#written?.(this.pointer) ?? value, 61)));
  }

  // Known fields as in the schema, then the others as in the body.
  #rankOf(key: string): number {
    if (Array.isArray(this.value)) return Number(key);
    const known = this.node?.ranks.get(key);
    if (known !== undefined) return known;
    this.#positions ??= new Map(keysOf(this.value).map((one, index) => [one, index]));
    return (this.node?.ranks.size ?? 0) + (this.#positions.get(key) ?? this.#positions.size);
  }
}

/**
 * Creates a function that finds the location of a JSON Pointer in a body.
 * @param renamed for each object with renamed fields: the sent name by the new one
 * @param written returns the value at a pointer with its numbers as they were written
 */
export function createLocate(
  root: SchemaNode,
  body: unknown,
  renamed: ReadonlyMap<object, ReadonlyMap<string, string>>,
  written?: (pointer: string) => unknown,
): (at: string) => Location {
  const locations = new Map([['', new Location(root, body, undefined, '', '', written)]]);

  // Names in pointers have no plain /, so the last one starts the last step.
  function next(at: string): Location {
    const end = at.lastIndexOf('/');
    const up = known(at.slice(0, end));
    const [key = ''] = parsePointer(at.slice(end));
    const { value } = up;
    if (Array.isArray(value)) return new Location(root, value[Number(key)], up, key);
    if (!isObject(value)) return new Location(root, undefined, up, key);
    const child = Object.hasOwn(value, key) ? value[key] : undefined;
    return new Location(root, child, up, key, renamed.get(value)?.get(key));
  }

  // Only those that others are in are cached: there are too many of the rest.
  function known(at: string): Location {
    const location = locations.get(at) ?? next(at);
    locations.set(at, location);
    return location;
  }

  return (at) => locations.get(at) ?? next(at);
}

/** Compares locations by their order in the schema; a location comes before those in it. */
export function compareRanks(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
