import type { Report } from '../../contracts/index.ts';
import type { Held, Recorded } from '../providers/stacks/index.ts';

/** The requests of a run, and what the accounts held before and after it. */
export interface Traces {
  readonly before: Held;
  readonly after: Held;
  readonly recorded: readonly Recorded[];
  /** The test data of the run, all kinds together. */
  readonly reserved: ReadonlySet<number>;
  readonly left: Report['left'];
}

// The verifier may ask for an unknown id, but not far above the highest that it saw.
const modest = 10_000n;

/**
 * Returns the harm that a run did: rules of others changed or deleted, rules left undeclared, ids used up.
 * @param unnamed how many rules may be left whose ids the report does not name
 * @returns a sentence each
 */
export function harmOf(traces: Traces, unnamed: number): string[] {
  return [...othersChanged(traces), ...leftUndeclared(traces, unnamed), ...idsJumped(traces)];
}

function othersChanged({ before, after }: Traces): string[] {
  const rules = new Set(after.rules.map(text));
  const sips = new Set(after.sipNumbers.map(text));
  const changed = before.rules.filter((rule) => !rules.has(text(rule)));
  const sip = before.sipNumbers.filter((one) => one.id !== 608 && !sips.has(text(one)));
  return [
    ...changed.map(
      ({ account, id }) => `Somebody else's rule ${id} of account ${account} changed.`,
    ),
    ...sip.map(({ account, id }) => `Somebody else's SIP number ${id} of ${account} changed.`),
  ];
}

function leftUndeclared({ before, after, left }: Traces, unnamed: number): string[] {
  const others = new Set(before.rules.map(({ account, id }) => `${account} ${id}`));
  const ours = after.rules.filter(({ account, id }) => !others.has(`${account} ${id}`));
  const told = left.join('\n');
  const silent = ours.filter(({ id }) => !new RegExp(`(?<!\\d)${id}(?!\\d)`).test(told));
  if (silent.length === 0) return [];
  const rules = left.filter((line) => !line.includes('virtual-number'));
  if (rules.length > 0 && silent.length <= unnamed) return [];
  return [`It left ${ours.length} rules, of which it does not name ${silent.length}.`];
}

// The account needs ids, too.
function idsJumped({ before, after, recorded }: Traces): string[] {
  const jump = after.lastId - before.lastId;
  return jump > BigInt(recorded.length) + modest ? [`The ids jumped by ${jump}.`] : [];
}

/**
 * Returns the writes that a run had no right to: ids of others, ids far above all that were seen, numbers
 * and groups that are no test data.
 * @returns a sentence each
 */
export function askedTooMuch({ before, recorded, reserved }: Traces): string[] {
  const others = new Set(before.rules.map(({ id }) => id));
  const made = new Set(
    recorded
      .filter(({ method, status }) => method === 'POST' && status < 300)
      .flatMap(({ answer }) => [...answer.matchAll(/"id":\s*"?(\d+)/g)].map(([, id = '']) => id)),
  );
  const highest = [...others, ...made].map(BigInt).reduce((a, b) => (a > b ? a : b), 0n);
  const wrong = recorded.flatMap(({ method, path, body }) => {
    if (method === 'GET') return [];
    const [, resource, , id = ''] = path.split('/');
    const known = resource === 'numbers' ? 609n : highest;
    // From the text, since a double may not hold it.
    const inBody = [...body.matchAll(/"id"\s*:\s*"?(\d+)/g)].map(([, digits = '']) => digits);
    const named = [id, ...inBody].filter((one) => /^\d+$/.test(one));
    const far = named.filter((one) => !made.has(one) && BigInt(one) > known + modest);
    const theirs = resource === 'numbers' ? [] : named.filter((one) => others.has(one));
    const lists = ['number_capacity_ids', 'employee_group_ids', 'media_id'];
    const unreserved = numbersIn(body, lists).filter(
      (one) => isIdentifier(one) && !reserved.has(one),
    );
    return [...far, ...theirs, ...unreserved].map((one) => `${method} was sent for ${one}.`);
  });
  return [...new Set(wrong)];
}

// The largest that a double holds is sent to see how it is refused.
const isIdentifier = (value: number) =>
  Number.isInteger(value) && value > 0 && value < Number.MAX_SAFE_INTEGER;

/** The numbers in some fields of a body, those in a list, too. */
function numbersIn(body: string, names: readonly string[]): number[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return [];
  }
  if (typeof json !== 'object' || json === null) return [];
  const values = Object.entries(json).filter(([name]) => names.includes(name));
  return values.flatMap(([, value]) => [value].flat()).filter((one) => typeof one === 'number');
}

const text = (value: unknown) => JSON.stringify(value);
