import {
  type Contract,
  type Profile,
  positionsAllowed,
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
    return doubt.switches.flatMap((one) => {
      const { key, positions } = one;
      const was = profile.positions[key]?.is;
      if (was === undefined) return [];
      const says = `${key} is ${was}, as in the profile: ${positions[was]?.says}`;
      const check = { id: manners + key, says, doubt: doubt.id, promises: [] };
      const position = now.find((shown) => shown.key === key);
      const allowed = positionsAllowed(one, seen.observed);
      return [{ check, finding: judge(was, position, allowed, seen, changed) }];
    });
  });
}

function judge(
  was: string,
  now: SeenPosition | undefined,
  allowed: readonly string[],
  seen: Seen,
  changed: 'broken' | 'observed',
): Finding {
  if (now === undefined) return finding('skipped', 'Nothing showed it this time.');
  const { key } = now;
  // What else it might be is no change.
  if (allowed.includes(was)) return kept;
  const message =
    allowed.length === 0
      ? `${key} was ${was}, goes no single way now (${seenText(now)}).`
      : `${key} was ${was}, is ${allowed.join(' or ')} (seen: ${Object.keys(now.seen).join(', ')}).`;
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
