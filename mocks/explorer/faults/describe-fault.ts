import type { Fault } from '../../accounts/faults.ts';

/** What a fault does, as the rest of a sentence that starts with the operation. */
export function describeFault(fault: Fault): string {
  const { name, truncate, times } = fault;
  return [
    name === undefined ? '' : `${name}, `,
    describeEffect(fault),
    truncate === true ? ', cut off half-way' : '',
    describeProbability(fault),
    describeDelay(fault),
    times === undefined ? '' : `, ${times === 1 ? 'once more' : `${times} more times`}`,
  ].join('');
}

function describeEffect({ status, body, headers = {}, drop }: Fault): string {
  if (drop === true) return 'drops the connection';
  if (status === undefined) return 'responds as usual';
  const parts = [
    ...(body === undefined ? [] : ['a custom body']),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return parts.length === 0
    ? `responds with ${status}`
    : `responds with ${status}, ${parts.join(', ')}`;
}

function describeProbability({ probability = 1 }: Fault): string {
  return probability === 1 ? '' : ` in ${Number((probability * 100).toFixed(2))}% of requests`;
}

function describeDelay({ delay = 0 }: Fault): string {
  if (typeof delay === 'object') return `, after ${delay.min}–${delay.max} ms`;
  return delay === 0 ? '' : `, after ${delay} ms`;
}
