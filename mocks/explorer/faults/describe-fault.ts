import type { Fault } from '../../accounts/faults.ts';
import { texts } from '../data/texts.ts';

/** What a fault does, as the rest of a sentence that starts with the operation. */
export function describeFault(fault: Fault): string {
  const { name, truncate } = fault;
  return [
    name === undefined ? '' : `${name}, `,
    describeEffect(fault),
    truncate === true ? `, ${texts.value.faults.cutOff}` : '',
    describeProbability(fault),
    describeDelay(fault),
  ].join('');
}

function describeEffect({ status, body, headers = {}, drop }: Fault): string {
  const t = texts.value.faults;
  if (drop === true) return t.drops;
  if (status === undefined) return t.respondsAsUsual;
  const parts = [
    ...(body === undefined ? [] : [t.customBody]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return [t.respondsWith(status), ...parts].join(', ');
}

function describeProbability({ probability = 1 }: Fault): string {
  if (probability === 1) return '';
  return ` ${texts.value.faults.inPercent(Number((probability * 100).toFixed(2)))}`;
}

function describeDelay({ delay = 0 }: Fault): string {
  if (delay === 0) return '';
  const span = typeof delay === 'object' ? `${delay.min}–${delay.max}` : String(delay);
  return `, ${texts.value.faults.after(span)}`;
}
