import { actionOf, operationName, type UniqueRule } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData } from '../provider/identifier-pool.ts';
import type { Item } from '../provider/item.ts';
import { likelyCause } from '../provider/likely-cause.ts';
import type { Call } from '../provider/provider.ts';
import type { SingleStep } from './build-request.ts';
import { Violation } from './violation.ts';

/**
 * Sends the call of a step and compares the outcome with the rules that it would break.
 * @throws Violation if the outcome is wrong
 */
export async function sendStep(
  context: CheckContext,
  step: SingleStep,
  call: Call,
  [rule]: readonly UniqueRule[],
): Promise<void> {
  const { outcome, fault, exchange } = await context.send(call);
  if (fault !== undefined) throw new Violation(fault);
  if (rule === undefined && repeatsItself(step)) return;
  const reason = reasonToRefuse(step) ?? (rule && `although it breaks ${rule.name}`);
  if ((outcome === 'refused') === (reason !== undefined)) return;
  const what = `${operationName(call.operation)} was ${outcome} (${exchange.response?.status})`;
  const { resource } = actionOf(context.provider.contract, call.operation) ?? {};
  const cause = reason === undefined ? likelyCause(context, resource, exchange) : '';
  throw new Violation(`${what}, ${reason ?? 'although nothing conflicts with it'}.${cause}`);
}

// Nothing promises whether an identifier may stand twice in a list; what is accepted must be stored.
function repeatsItself(step: SingleStep): boolean {
  if (step.do !== 'add' && step.do !== 'edit') return false;
  return step.claims.some((list) => new Set(list).size < list.length);
}

// Why a step must be refused whatever is stored.
function reasonToRefuse(step: SingleStep): string | undefined {
  if (step.do === 'invalid') return 'although a field is missing or has a wrong type';
  return step.do === 'change-immutable' ? 'although it changes an immutable field' : undefined;
}

/**
 * Deletes items one after the other.
 * @throws Violation if one cannot be deleted
 */
export async function deleteAll(
  context: CheckContext,
  operation: Call['operation'],
  items: readonly Item[],
): Promise<void> {
  for (const { path, account } of items) {
    const call = { operation, path, account, note: 'delete', promised: true };
    await sendStep(context, { do: 'delete', target: 0 }, call, []);
  }
}

/**
 * Sends a call of the second account about an item of the first; it may be accepted or refused.
 * @returns whether it was accepted
 * @throws Violation if it was neither
 */
export async function sendCrossAccount(context: CheckContext, call: Call): Promise<boolean> {
  try {
    const { outcome, fault } = await context.send(call);
    if (fault !== undefined) throw new Violation(fault);
    return outcome === 'accepted';
  } catch (error) {
    // The second account may have its own item with the same identity, so nothing was sent.
    if (error instanceof NoTestData) return false;
    throw error;
  }
}
