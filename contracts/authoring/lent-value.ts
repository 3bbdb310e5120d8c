import { isObject, Misuse } from '../../spec/index.ts';
import type { StateValue } from './types.ts';

/** A value that a provider state lends, as it stands in a request. */
export class LentValue implements StateValue {
  readonly name: string;
  readonly example: string | number;

  constructor(name: string, example: string | number) {
    this.name = name;
    this.example = example;
  }

  /** @throws Misuse, since nothing can be made of a value that only a verifier knows */
  toString(): never {
    throw new Misuse(
      `"${this.name}" cannot be part of a text: a provider state lends it when a provider is verified; use it as a whole value.`,
    );
  }
}

/** Replaces the values of provider states in a part of a request. */
export function replaceLent(part: unknown, by: (value: LentValue) => unknown): unknown {
  if (part instanceof LentValue) return by(part);
  if (Array.isArray(part)) return part.map((one) => replaceLent(one, by));
  if (!isObject(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, replaceLent(value, by)]),
  );
}

/** A part of a request, with the examples of the values of provider states. */
export function examplesIn<T>(part: T): T {
  return replaceLent(part, ({ example }) => example) as T;
}
