import type { Faults } from './faults.ts';
import type { Switches } from './switches.ts';

/** The switches and faults of an account, or of all. */
export interface Behaviour {
  readonly switches: Switches;
  readonly faults: Faults;
}

/** Returns switches and faults as JSON; null if none is set. */
export function settingsText({ switches, faults }: Behaviour): string | null {
  const [positions, set] = [switches.own(), faults.all()];
  const isPlain = faults.isEmpty && Object.keys(positions).length === 0;
  return isPlain ? null : JSON.stringify({ switches: positions, faults: set });
}

/** Is told whose switches or faults have changed; null for those of all accounts. */
export type BehaviourListener = (account: string | null) => void;

/** Tells of changes to the switches and faults of accounts. */
export class BehaviourNews {
  readonly #listeners = new Set<BehaviourListener>();

  /** Follows the switches and faults of an account, or of all accounts for null. */
  follow(behaviour: Behaviour, account: string | null): void {
    let known = settingsText(behaviour);
    let isWaiting = false;
    const look = () => {
      isWaiting = false;
      const now = settingsText(behaviour);
      if (now === known) return;
      known = now;
      for (const listener of this.#listeners) listener(account);
    };
    // What a store has is set anew in several steps, and often is what it was.
    const note = () => {
      if (!isWaiting) queueMicrotask(look);
      isWaiting = true;
    };
    behaviour.switches.onChange = note;
    behaviour.faults.onChange = note;
  }

  /** Calls back for every change from now on. Returns a function that unsubscribes. */
  subscribe(listener: BehaviourListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
