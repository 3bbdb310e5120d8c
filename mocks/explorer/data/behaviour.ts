import type { BehaviourView } from '../../control/behaviour-routes.ts';
import { token } from './session.ts';
import { behaviourChanges } from './state-changes.ts';
import { useControlData } from './use-control-data.ts';

/** What is set for all accounts and for the page's own. */
export interface SetBehaviour extends Pick<BehaviourView, 'profile'> {
  /** How many faults there are. */
  readonly faults: number;
  /** How many switches are not at their defaults. */
  readonly switches: number;
}

/** What is set for all accounts and for the page's own; undefined until loaded. */
export function useBehaviour(): SetBehaviour | undefined {
  const version = behaviourChanges.value;
  const { value } = useControlData<BehaviourView>('behaviour', token.value, version);
  return (
    value && {
      faults: value.all.faults + (value.account?.faults ?? 0),
      switches: new Set([...value.all.switches, ...value.turned]).size,
      profile: value.profile,
    }
  );
}
