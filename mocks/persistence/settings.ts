import type { Fault, Faults } from '../accounts/faults.ts';
import { type Switches, UnknownSwitch } from '../accounts/switches.ts';

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

/** Sets switches and faults to those of a text; the contract may no longer have some of the switches. */
export function applySettings({ switches, faults }: Behaviour, text: string | null): void {
  type Settings = { switches: Record<string, string>; faults: Record<string, Fault> };
  const stored = JSON.parse(text ?? '{"switches":{},"faults":{}}') as Settings;
  switches.reset();
  for (const [doubt, value] of Object.entries(stored.switches)) {
    try {
      switches.set({ [doubt]: value });
    } catch (error) {
      if (!(error instanceof UnknownSwitch)) throw error;
    }
  }
  faults.clear();
  for (const [operation, fault] of Object.entries(stored.faults)) faults.set(operation, fault);
}

/** Grows with each change of them: quicker to compare than the texts. */
export function settingsCount({ switches, faults }: Behaviour): number {
  return switches.changes + faults.changes;
}
