import { computed, signal } from '@preact/signals';
import type { ContractView, OperationView, ServedContract } from '../../control/contract-view.ts';
import { isOneOf, isString, storedSignal } from './stored-signal.ts';

/** Where requests go: to the mock, or to the provider that the mock was started with. */
export type Target = 'mock' | 'provider';

/** The contract being explored; undefined until it is loaded. */
export const contract = signal<ServedContract | undefined>(undefined);

/** The token sent to the mock; it selects the account. */
export const token = storedSignal('token', 'explorer', isString);

const chosenTarget = storedSignal<Target>('target', 'mock', isOneOf('mock', 'provider'));

/** The current target of requests; always the mock where there is no provider. */
export const target = computed<Target>(() =>
  contract.value?.provider === null ? 'mock' : chosenTarget.value,
);

/** Chooses the target of requests. */
export function chooseTarget(to: Target): void {
  chosenTarget.value = to;
}

/** The token sent to the provider; kept in the storage of this tab, which ends with it. */
export const providerToken = storedSignal('provider-token', '', isString);

/** The token for the current target. */
export const targetToken = computed(() =>
  target.value === 'mock' ? token.value : providerToken.value,
);

/** The connection to the mock; `locked` while it requires a control token. */
export const connection = signal<'loading' | 'up' | 'down' | 'locked'>('loading');

/** What the mock says while it cannot serve the page, such as that its store is down; empty if it is gone. */
export const outage = signal('');

/** What the mock no longer has of what this tab saw, since it was started again; undefined for nothing. */
export const forgot = signal<'all' | 'exchanges' | undefined>(undefined);

/** Why the control API refused the last control token; empty before the first attempt. */
export const lockReason = signal('');

/** The base URL of a target, without a trailing slash. */
export function baseUrlOf(to: Target): string {
  const { prefix = '', provider } = contract.value ?? {};
  return to === 'mock' ? location.origin + prefix : (provider ?? '').replace(/\/$/, '');
}

/** The path and query of a request to the mock, below its prefix; undefined for a request beside it. */
export function belowPrefix(url: string): string | undefined {
  const { prefix = '' } = contract.value ?? {};
  return url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined;
}

/** The operation with an id. */
export function operationOf(id: string | null | undefined): OperationView | undefined {
  return contract.value?.operations.find((one) => one.id === id);
}

/** The operations to send: in place of one with variants, each of these. */
export const sendable = computed(
  () => contract.value?.operations.filter(({ variants }) => variants.length === 0) ?? [],
);

/** The name of an operation in lists: method and path, with the id if it is a variant. */
export function operationTitle({ id, method, path, variantOf }: OperationView): string {
  const title = `${method.toUpperCase()} ${path}`;
  return variantOf === undefined ? title : `${title} · ${id}`;
}

/** Whether an operation is the wanted one, or a variant of it. */
export function isOrVariesFrom(id: string, wanted: string): boolean {
  return id === wanted || operationOf(id)?.variantOf === wanted;
}

/** The doubt with an id, or with the key of one of its switches. */
export function doubtOf(id: string | undefined): ContractView['doubts'][number] | undefined {
  return contract.value?.doubts.find((one) => one.id === id?.split('.')[0]);
}

/** The documentation page with an id. */
export function pageOf(id: string | undefined): ContractView['pages'][number] | undefined {
  return contract.value?.pages.find((one) => one.id === id);
}
