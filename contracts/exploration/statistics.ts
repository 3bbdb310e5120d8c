import type { Step } from './step.ts';

/** Counts what was explored. */
export class Statistics {
  /** How many sequences were explored. */
  sequences = 0;
  #steps = 0;
  #races = 0;
  /** Races whose requests start a few milliseconds apart. */
  #apart = 0;

  /** Whether nothing was explored yet. */
  get empty(): boolean {
    return this.sequences === 0;
  }

  /** Counts a sequence. */
  add(steps: readonly Step[]): void {
    this.sequences += 1;
    this.#steps += steps.length;
    for (const step of steps) {
      if (step.do !== 'race') continue;
      this.#races += 1;
      if (step.after?.some((ms) => ms > 0)) this.#apart += 1;
    }
  }

  /** Such as `3 sequences of 12 steps, including 4 races (2 with requests a few milliseconds apart)`. */
  toString(): string {
    return `${this.sequences} sequences of ${this.#steps} steps, including ${this.#races} races (${this.#apart} with requests a few milliseconds apart)`;
  }
}
