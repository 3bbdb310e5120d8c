import type { Step } from './step.ts';

/** How much was explored. */
export class Statistics {
  #sequences = 0;
  #steps = 0;
  /** Each race is a round of requests at one moment; of a part they start a little apart. */
  #rounds = 0;
  #apart = 0;

  /** Whether nothing was explored yet. */
  get empty(): boolean {
    return this.#sequences === 0;
  }

  /** Counts a sequence. */
  count(told: readonly Step[]): void {
    this.#sequences += 1;
    this.#steps += told.length;
    for (const plan of told) {
      if (plan.do !== 'race') continue;
      this.#rounds += 1;
      if (plan.after?.some((ms) => ms > 0)) this.#apart += 1;
    }
  }

  /** Such as `3 sequences of 12 steps, 4 rounds of races among them (2 a few milliseconds apart)`. */
  toString(): string {
    return `${this.#sequences} sequences of ${this.#steps} steps, ${this.#rounds} rounds of races among them (${this.#apart} a few milliseconds apart)`;
  }
}
