import type { UniqueRule } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData } from '../provider/identifier-pool.ts';
import type { Item } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import type { SingleStep } from './build-request.ts';
import { Violation } from './violation.ts';

/**
 * Sends a step of one request, which stands in the way of the given rules.
 * @throws FaultShown when it is accepted and has to be refused, or the other way round
 */
export async function sendStep(
  context: CheckContext,
  plan: SingleStep,
  asked: Call,
  [rule]: readonly UniqueRule[],
): Promise<void> {
  const { reading, exchange } = await context.send(asked);
  if (reading.kind === 'fault') throw new Violation(reading.why);
  const wrong = whyRefused(plan) ?? (rule && `, and breaks ${rule.name}`);
  if ((reading.kind === 'refused') === (wrong !== undefined)) return;
  const status = exchange.response?.status;
  const at = `${asked.operation.method.toUpperCase()} ${asked.operation.path}`;
  throw new Violation(
    wrong === undefined
      ? `${at} was refused (${status}), and nothing stands in its way.`
      : `${at} was accepted (${status})${wrong}.`,
  );
}

// Why a step has to be refused whatever is stored, as a message goes on.
function whyRefused(plan: SingleStep): string | undefined {
  if (plan.do === 'spoiled') return ' without a field that has to be there';
  return plan.do === 'alter' ? ', and changes what has to stay as it is' : undefined;
}

/**
 * Deletes items one after the other.
 * @throws FaultShown when one cannot be deleted
 */
export async function deleteAll(
  context: CheckContext,
  operation: Call['operation'],
  items: readonly Item[],
): Promise<void> {
  for (const { path, account } of items) {
    const asked = { operation, path, account, note: 'delete', promised: true };
    await sendStep(context, { do: 'delete', target: 0 }, asked, []);
  }
}

/**
 * Sends a request of another account about what it cannot know; whatever is answered is right.
 * @returns whether it was accepted
 * @throws FaultShown when it is neither accepted nor refused
 */
export async function sendCrossAccount(context: CheckContext, asked: Call): Promise<boolean> {
  try {
    const { reading } = await context.send(asked);
    if (reading.kind === 'fault') throw new Violation(reading.why);
    return reading.kind === 'accepted';
  } catch (error) {
    // It may have something of the same identity, which is let alone.
    if (error instanceof NoTestData) return false;
    throw error;
  }
}
