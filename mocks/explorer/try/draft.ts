import { signal } from '@preact/signals';
import type { OperationView } from '../../control/contract-view.ts';
import type { ForwardedRequest } from '../../http/forward.ts';
import { contract, target, targetToken } from '../data/session.ts';
import type { Exported } from '../export/exported.ts';

/** A request that is being written. */
export interface RequestDraft {
  readonly operation: string;
  /** The values of the path's parameters. */
  readonly path: Readonly<Record<string, string>>;
  /** The query without its `?`. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly prefer: string;
  /** The text of the body; undefined sends none. */
  readonly body: string | undefined;
  /** Whether the token is sent. */
  readonly withToken: boolean;
}

/** The requests that are being written, by operation: they stay while other views are open. */
export const drafts = signal<Readonly<Record<string, RequestDraft>>>({});

/** The draft of an operation; of one that was not touched yet, its first example. */
export function draftOf(operation: OperationView): RequestDraft {
  return drafts.value[operation.id] ?? draftFrom(operation, operation.contents[0]?.examples[0]);
}

/** Keeps a draft. */
export function keep(draft: RequestDraft): void {
  drafts.value = { ...drafts.value, [draft.operation]: draft };
}

/** A draft of an operation with the body of an example. */
export function draftFrom(
  operation: OperationView,
  example: { readonly value: unknown } | undefined,
): RequestDraft {
  const content = operation.contents[0];
  const value = example?.value;
  const inBody = typeof value === 'object' && value !== null ? value : {};
  const path = operation.parameters
    .filter((one) => one.in === 'path')
    .map(({ name, schema }) => [name, String(Reflect.get(inBody, name) ?? sampleOf(schema))]);
  const type = content === undefined ? [] : [['Content-Type', contentType(content.mediaType)]];
  const required = operation.parameters
    .filter((one) => one.in === 'header' && one.required && one.name !== accountHeader())
    .map(({ name, schema }) => [name, sampleOf(schema)]);
  return {
    operation: operation.id,
    path: Object.fromEntries(path),
    query: '',
    headers: [...type, ...required] as [string, string][],
    prefer: '',
    body: content === undefined ? undefined : value === undefined ? '{}' : pretty(value),
    withToken: true,
  };
}

/** The request that a draft makes, as it is sent for the page. */
export function requestOf(draft: RequestDraft, operation: OperationView): ForwardedRequest {
  const account = draft.withToken ? accountHeader() : undefined;
  return {
    method: operation.method.toUpperCase(),
    path: pathOf(draft, operation),
    headers: {
      ...(account === undefined ? {} : { [account]: targetToken.value }),
      ...headersOf(draft),
    },
    ...(draft.body === undefined ? {} : { body: draft.body }),
  };
}

/** The request that a draft makes, as it is taken away. */
export function exportOf(draft: RequestDraft, operation: OperationView): Exported {
  const toMock = target.value === 'mock';
  return {
    method: operation.method.toUpperCase(),
    base: toMock ? location.origin : (contract.value?.provider ?? '').replace(/\/$/, ''),
    path: pathOf(draft, operation),
    headers: headersOf(draft),
    body: draft.body,
    account: draft.withToken ? accountHeader() : undefined,
    token: toMock ? targetToken.value : undefined,
  };
}

function pathOf(draft: RequestDraft, operation: OperationView): string {
  const path = operation.path.replaceAll(/\{(.+?)\}/g, (_, name: string) =>
    encodeURIComponent(draft.path[name] ?? ''),
  );
  return draft.query === '' ? path : `${path}?${draft.query}`;
}

function headersOf(draft: RequestDraft): Record<string, string> {
  return Object.fromEntries([
    ...draft.headers.filter(([name]) => name.trim() !== ''),
    ...(draft.prefer === '' ? [] : [['Prefer', draft.prefer]]),
  ]);
}

// What names the account elsewhere than in a header is written into the query or the headers by hand.
function accountHeader(): string | undefined {
  const account = contract.value?.account;
  return account?.in === 'header' ? account.name : undefined;
}

function contentType(mediaType: string): string {
  return mediaType === 'application/json' ? 'application/json; charset=UTF-8' : mediaType;
}

function sampleOf(schema: Readonly<Record<string, unknown>>): string {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  return String(examples[0] ?? schema.example ?? schema.default ?? schema.minimum ?? 1);
}

/** JSON as people read it: short lists of numbers on one line. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+((?:-?\d+,?\s+)*)\]/g,
    (_, inner: string) => {
      return `[${inner.trim().replaceAll(/\s+/g, ' ')}]`;
    },
  );
}
