import type { Operation } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import { doubtWithEffect, type Effect } from '../accounts/switches.ts';
import type { TurnMode } from '../accounts/turns.ts';
import type { EngineCall, EngineResult } from '../prism/engine.ts';
import { Refusal } from '../problems/problem.ts';
import { heldKinds, storableKinds } from '../problems/readings.ts';
import type { Outcome } from '../resources/action-context.ts';
import type { StatefulOperation } from '../resources/stateful-operation.ts';
import type { Leniency } from './leniency.ts';
import type { ContractService } from './service.ts';

// Each reads the identity of one more field, or adds what is not there.
const mostTries = 4;

/** Does what a request asks; what is refused, once more as the switches read it. */
export function actAsRead(
  { act, actOnMissing }: StatefulOperation,
  { account, parameters }: { account: Account; parameters: Readonly<Record<string, string>> },
  { body, query }: EngineCall,
  leniency: Leniency | undefined,
): Outcome | Refusal {
  if (leniency === undefined) return act(account, parameters, body, query);
  let action = act;
  let refusal: Refusal | undefined;
  for (let tries = 0; ; tries++) {
    const result = tried(() => action(account, parameters, body, query));
    if (!(result instanceof Refusal)) return result.isUnfit ? (refusal ?? result) : result;
    if (tries === mostTries) return result;
    if (result.code === 'missing-resource') {
      if (actOnMissing === undefined || action === actOnMissing) return result;
      action = actOnMissing;
      refusal = result;
    }
    if (!leniency.accepts(result)) return result;
  }
}

function tried(work: () => Outcome | Refusal): Outcome | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Whether an answer breaks the document only by what the switches let an account hold. */
export function mayHold(
  {
    service: { contract, refusals },
    operation,
    mode,
    account,
  }: {
    readonly service: Pick<ContractService, 'contract' | 'refusals'>;
    readonly operation: Operation;
    readonly mode: TurnMode;
    readonly account: Account;
  },
  { status, body }: Extract<EngineResult, { kind: 'answer' }>,
): boolean {
  // What came in under a switch that is turned back is still there.
  const kinds =
    mode === 'read'
      ? heldKinds((effect) => doubtWithEffect(contract, effect as Effect) !== undefined)
      : storableKinds(account.switches.settings());
  const response = operation.responses.find((one) => one.status === String(status));
  return refusals.hasOnly(response?.contents[0]?.schema, body, kinds);
}
