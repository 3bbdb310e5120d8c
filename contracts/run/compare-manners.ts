import {
  type Contract,
  type Profile,
  positionsSeen,
  type SeenPosition,
  seenText,
} from '../../spec/index.ts';
import { type Check, type Finding, finding, kept } from '../checks/check.ts';
import type { Seen } from '../checks/observations.ts';
import type { Exchange } from '../http/exchange.ts';
import { manners } from '../report/report.ts';

/** What became of a switch of a profile. */
export interface Manner {
  readonly check: Pick<Check, 'id' | 'says' | 'doubt' | 'promises'>;
  readonly finding: Finding;
}

/**
 * Compares what was seen of a provider with a profile, switch by switch.
 * @param changed the outcome of a switch at which the provider goes another way than it did
 */
export function compareManners(
  { doubts }: Pick<Contract, 'doubts'>,
  profile: Profile,
  seen: Seen,
  changed: 'broken' | 'observed',
): Manner[] {
  return doubts.flatMap((doubt) => {
    const now = positionsSeen(doubt, seen.observed);
    return doubt.switches.flatMap(({ key, positions }) => {
      const was = profile.positions[key]?.is;
      if (was === undefined) return [];
      const says = `${key} is ${was}, as in the profile: ${positions[was]?.says}`;
      const check = { id: manners + key, says, doubt: doubt.id, promises: [] };
      const position = now.find((one) => one.key === key);
      return [{ check, finding: judge(was, position, seen, changed) }];
    });
  });
}

function judge(
  was: string,
  now: SeenPosition | undefined,
  seen: Seen,
  changed: 'broken' | 'observed',
): Finding {
  if (now === undefined) return finding('skipped', 'Nothing showed it this time.');
  const { key, is } = now;
  if (is === was) return kept;
  const message =
    is === undefined
      ? `${key} was ${was}, goes no single way now (${seenText(now)}).`
      : `${key} was ${was}, is ${is} (seen: ${Object.keys(now.seen).join(', ')}).`;
  return finding(changed, message, evidence(now, seen));
}

// What the switch has now, and not what it had.
function evidence(
  { seen: values }: SeenPosition,
  { results, observations }: Seen,
): readonly Exchange[] {
  return Object.keys(values).flatMap((what) => {
    const found = results.find(({ check }) => check.id === what);
    if (found !== undefined) return found.finding.exchanges;
    const shown = (values[what] ?? []).map((value) =>
      observations.find((one) => one.what === what && one.value === value),
    );
    return shown.flatMap((one) => (one === undefined ? [] : [one.exchange]));
  });
}
