import { useBehaviour } from '../data/behaviour.ts';
import { linkTo } from '../data/router.ts';
import { texts } from '../data/texts.ts';
import './behaviour-badge.css';

/** Says how many faults and turned switches there are, for all accounts and for the page's own; nothing if there are none. */
export function BehaviourBadge() {
  const set = useBehaviour();
  if (set === undefined) return null;
  const { faults, switches } = set;
  const t = texts.value.faults;
  const parts = [
    ...(faults > 0 ? [{ to: 'faults', count: faults, text: t.countFaults(faults) }] : []),
    ...(switches > 0 ? [{ to: 'doubts', count: switches, text: t.countSwitches(switches) }] : []),
  ];
  if (parts.length === 0) return null;
  const whole = parts.map(({ text }) => text).join(' · ');
  return (
    <span class="behaviour-badge" title={t.badgeHint}>
      <span class="long">
        {parts.map(({ to, text }) => (
          <a key={to} href={linkTo(to)}>
            {text}
          </a>
        ))}
      </span>
      <a class="short" href={linkTo(parts[0]?.to ?? 'faults')}>
        <span aria-hidden="true">⚠ {faults + switches}</span>
        <span class="spoken">{whole}</span>
      </a>
    </span>
  );
}
