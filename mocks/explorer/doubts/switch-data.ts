import type { SwitchView } from '../../control/behaviour-routes.ts';
import type { ControlData } from '../data/use-control-data.ts';

/** The switches of the current scope. */
export type SwitchData = ControlData<SwitchView[]>;

/** Whether a switch is not at its default. */
export function isTurned(one: SwitchView): boolean {
  return one.value !== one.default;
}
