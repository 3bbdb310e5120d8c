import {
  createRedaction,
  formatPointer,
  isObject,
  type JsonObject,
  parsePointer,
} from '../../../spec/index.ts';
import { shorten } from './preview.ts';
import type { Renaming } from './rename-fields.ts';
import { keysOf } from './schema-demands.ts';
import type { Place } from './schema-node.ts';

/** Hides values with usual secret names; the contract's own secrets are known by their schema. */
export const usualRedaction = createRedaction(undefined);

/** A place of a body, with the way that leads to it. */
export class Trail {
  readonly up: Trail | undefined;
  readonly key: string;
  readonly value: unknown;
  /** The name of its field as sent. */
  readonly sent: string;
  /** The order of its steps in the schema. */
  readonly ranks: readonly number[];
  readonly #root: Place;
  #place: Place | undefined;
  #positions: ReadonlyMap<string, number> | undefined;

  constructor(root: Place, value: unknown, up?: Trail, key = '', sent = key) {
    this.#root = root;
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
  get place(): Place | undefined {
    if (this.up === undefined) return this.#root;
    const around = this.up.place;
    this.#place ??=
      this.step === 'element' ? around?.element(Number(this.key)) : around?.field(this.key);
    return this.#place;
  }

  /** The schema of the nearest object property. */
  get property(): JsonObject | undefined {
    return this.step === 'field' ? this.place?.roots[0] : this.up?.property;
  }

  get isSecret(): boolean {
    if (this.step === 'field' && usualRedaction.isSecret(this.key)) return true;
    return this.place?.isSecret || (this.up?.isSecret ?? false);
  }

  get isRequired(): boolean {
    return this.up?.place?.demands(this.key) ?? false;
  }

  /** JSON Pointer into the body as sent. */
  get pointer(): string {
    return this.up === undefined ? '' : this.up.pointer + formatPointer([this.sent]);
  }

  /** The place as a person writes it, such as rooms[0].name; '' for the body. */
  get name(): string {
    if (this.up === undefined) return '';
    const { name } = this.up;
    if (this.step === 'element') return `${name}[${this.key}]`;
    const field = shorten(this.sent);
    if (!/^[\p{L}\p{N}_$…-]+$/u.test(field)) return `${name}[${JSON.stringify(field)}]`;
    return name === '' ? field : `${name}.${field}`;
  }

  // Known fields as in the schema, then the others as in the body.
  #rankOf(key: string): number {
    if (Array.isArray(this.value)) return Number(key);
    const known = this.place?.ranks.get(key);
    if (known !== undefined) return known;
    this.#positions ??= new Map(keysOf(this.value).map((one, index) => [one, index]));
    return (this.place?.ranks.size ?? 0) + (this.#positions.get(key) ?? this.#positions.size);
  }
}

/** Finds the trail to a JSON Pointer in a body whose fields were renamed. */
type Follow = (at: string) => Trail;

/** Prepares the way from JSON Pointers to places of one body. */
export function createFollow(root: Place, { body, renamed }: Renaming): Follow {
  const trails = new Map([['', new Trail(root, body)]]);

  // A name has no bare / in a pointer: the last one begins the last step.
  function next(at: string): Trail {
    const end = at.lastIndexOf('/');
    const up = known(at.slice(0, end));
    const [key = ''] = parsePointer(at.slice(end));
    const { value } = up;
    if (Array.isArray(value)) return new Trail(root, value[Number(key)], up, key);
    if (!isObject(value)) return new Trail(root, undefined, up, key);
    const child = Object.hasOwn(value, key) ? value[key] : undefined;
    return new Trail(root, child, up, key, renamed.get(value)?.get(key));
  }

  // Remembered are only those that lead farther: of the others there are too many.
  function known(at: string): Trail {
    const trail = trails.get(at) ?? next(at);
    trails.set(at, trail);
    return trail;
  }

  return (at) => trails.get(at) ?? next(at);
}

/** Orders places as the schema does; what holds others comes before them. */
export function compareRanks(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
