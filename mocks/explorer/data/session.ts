import { computed, signal } from '@preact/signals';
import type { ContractView, OperationView } from '../../control/contract-view.ts';

/** The contract that is explored; undefined before it is there. */
export const contract = signal<ContractView | undefined>(undefined);

/** The token that requests to the mock are sent with; it names the account. */
export const token = signal('explorer');

/** Who answers: the mock, or the provider that the mock was started with. */
export const target = signal<'mock' | 'provider'>('mock');

/** The token that requests to the provider are sent with; kept in memory only. */
export const providerToken = signal('');

/** The token of who answers now. */
export const targetToken = computed(() =>
  target.value === 'mock' ? token.value : providerToken.value,
);

/** Whether the mock answers; `locked` when it asks for the control token. */
export const connection = signal<'loading' | 'up' | 'down' | 'locked'>('loading');

/** Why the control API does not answer, where it says so. */
export const lockedBecause = signal('');

/** The operation with an id. */
export function operationOf(id: string | undefined): OperationView | undefined {
  return contract.value?.operations.find((one) => one.id === id);
}
