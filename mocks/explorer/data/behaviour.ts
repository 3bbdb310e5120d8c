import type { BehaviourView } from '../../control/behaviour-routes.ts';
import { token } from './session.ts';
import { behaviourChanges } from './state-changes.ts';
import { useControlData } from './use-control-data.ts';

/** How many faults and changed switches there are, for all accounts and for the page's own; undefined until loaded. */
export function useBehaviour(): { readonly faults: number; readonly switches: number } | undefined {
  const version = behaviourChanges.value;
  const { value } = useControlData<BehaviourView>('behaviour', token.value, version);
  return (
    value && {
      faults: value.all.faults + (value.account?.faults ?? 0),
      switches: new Set([...value.all.switches, ...value.turned]).size,
    }
  );
}
