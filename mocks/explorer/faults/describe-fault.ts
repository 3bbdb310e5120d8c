import type { Fault } from '../../accounts/faults.ts';

/** What a fault does, in words that go on from the operation's name. */
export function describeFault({ delay, status, body, headers, drop, probability }: Fault): string {
  const names = Object.keys(headers ?? {});
  const does =
    drop === true
      ? 'drops the connection'
      : status === undefined
        ? 'answers as usual'
        : [
            `answers ${status}`,
            body === undefined ? '' : ' with a body of its own',
            names.length === 0
              ? ''
              : ` ${body === undefined ? 'with' : 'and'} ${names.map((name) => `${name}: ${headers?.[name]}`).join(', ')}`,
          ].join('');
  const when =
    probability === undefined || probability === 1
      ? ''
      : ` in ${percent(probability)} of the requests`;
  return `${does}${when}${wait(delay)}`;
}

function wait(delay: Fault['delay']): string {
  if (delay === undefined) return '';
  if (typeof delay === 'number') return delay === 0 ? '' : `, after ${delay} ms`;
  return `, after ${delay.min}–${delay.max} ms`;
}

function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(2))} %`;
}
