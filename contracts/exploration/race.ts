import { setTimeout as pause } from 'node:timers/promises';
import { atOneMoment } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import type { Call, CallResult } from '../provider/provider.ts';
import { Violation } from './violation.ts';

/**
 * Sends requests at the same moment, each over a connection of its own, or so many milliseconds after
 * it as `after` says of each.
 * @throws FaultShown when one is neither accepted nor refused
 */
export async function race(
  context: CheckContext,
  requests: readonly Call[],
  after: readonly number[] = [],
): Promise<readonly CallResult[]> {
  const asked = requests.map((one, i) => ({ ...one, note: noteOf(one, after[i]) }));
  const told = await Promise.all(
    asked.map(async (one, i) => {
      const wait = after[i] ?? 0;
      if (wait > 0) await pause(wait);
      return context.send(one);
    }),
  );
  const fault = told.find(({ reading }) => reading.kind === 'fault');
  if (fault?.reading.kind === 'fault') throw new Violation(fault.reading.why);
  await settle(context, asked);
  return told;
}

function noteOf({ note }: Call, after = 0): string {
  return after > 0 ? `${atOneMoment}, ${after} ms later: ${note}` : `${atOneMoment}: ${note}`;
}

// Of several edits of one item at the same moment one came last: the list tells which.
async function settle(context: CheckContext, asked: readonly Call[]): Promise<void> {
  for (const item of context.items.filter((one) => !one.deleted)) {
    const edits = asked.filter(({ path }) => path === item.path);
    if (edits.length > 1) await readAgain(context, item);
  }
}

async function readAgain(context: CheckContext, { resource, account, identity, holds }: Item) {
  const listed = await context.list(resource, account);
  const { name } = resource.identity;
  const stored = listed?.find((one) => String(one[name]) === String(identity));
  if (stored === undefined) return;
  for (const property of resource.properties) {
    if (!property.secret) holds.set(property.name, stored[property.name]);
  }
}
