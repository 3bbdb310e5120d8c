import type { Behaviour } from '../accounts/behaviour.ts';
import type { Fault } from '../accounts/faults.ts';
import { UnknownSwitch } from '../accounts/switches.ts';

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
