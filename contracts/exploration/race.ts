import { atOneMoment } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import type { Call, CallResult } from '../provider/provider.ts';
import { Violation } from './violation.ts';

/**
 * Sends calls simultaneously.
 * @param after milliseconds by which each call starts later
 * @throws Violation if one is neither accepted nor refused
 */
export async function race(
  context: CheckContext,
  calls: readonly Call[],
  after: readonly number[] = [],
): Promise<readonly CallResult[]> {
  const noted = calls.map((call, i) => {
    const later = after[i] ? `, ${after[i]} ms later` : '';
    return { ...call, note: `${atOneMoment}${later}: ${call.note}` };
  });
  const results = await context.sendTogether(noted, after);
  const fault = results.find((one) => one.fault !== undefined)?.fault;
  if (fault !== undefined) throw new Violation(fault);
  // If several edits raced for one item, the list tells which came last.
  for (const item of context.liveItems) {
    const edits = calls.filter(({ path }) => path === item.path);
    if (edits.length > 1) await readAgain(context, item);
  }
  return results;
}

async function readAgain(
  context: CheckContext,
  { resource, account, identity, holds }: Item,
): Promise<void> {
  const listed = await context.list(resource, account);
  const { name } = resource.identity;
  const stored = listed?.find((one) => String(one[name]) === String(identity));
  if (stored === undefined) return;
  for (const property of resource.properties) {
    if (!property.secret) holds.set(property.name, stored[property.name]);
  }
}
