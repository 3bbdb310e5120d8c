import { formatPointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { fillPath } from '../../../spec/shared/path-template.ts';
import type { OperationView } from '../../control/contract-view.ts';
import { drafts, type RequestDraft } from '../data/drafts.ts';
import { baseUrlOf, contract, target, targetToken } from '../data/session.ts';
import type { ExportedRequest } from '../export/exported-request.ts';
import { prettyJson } from '../ui/pretty-json.ts';

/** The draft of an operation: as edited last, else its first example. */
export function draftOf(operation: OperationView): RequestDraft {
  return drafts.value[operation.id] ?? createDraft(operation, operation.contents[0]?.examples[0]);
}

/** Creates a draft of an operation with the body of an example. */
export function createDraft(
  operation: OperationView,
  example: { readonly value: unknown } | undefined,
): RequestDraft {
  const content = operation.contents[0];
  const value = example?.value;
  const { item = '', parameter, identity = '' } = operation.acts ?? {};
  const fieldOf = (name: string) =>
    valueAt(value, item + formatPointer([name === parameter ? identity : name]));
  const path = operation.parameters
    .filter((one) => one.in === 'path')
    .map(({ name, schema }) => [name, String(fieldOf(name) ?? sampleOf(schema))]);
  const type = content === undefined ? [] : [['Content-Type', contentType(content.mediaType)]];
  const required = operation.parameters
    .filter((one) => one.in === 'header' && one.required && one.name !== tokenHeader())
    .map(({ name, schema }) => [name, sampleOf(schema)]);
  return {
    operation: operation.id,
    path: Object.fromEntries(path),
    query: '',
    headers: [...type, ...required] as [string, string][],
    prefer: '',
    body: content === undefined ? undefined : value === undefined ? '{}' : prettyJson(value),
    withToken: true,
  };
}

/** The request of a draft, to be exported. */
export function toExportedRequest(draft: RequestDraft, operation: OperationView): ExportedRequest {
  const path = fillPath(operation.path, draft.path);
  return {
    method: operation.method.toUpperCase(),
    base: baseUrlOf(target.value),
    path: draft.query === '' ? path : `${path}?${draft.query}`,
    headers: Object.fromEntries([
      ...draft.headers.filter(([name]) => name.trim() !== ''),
      ...(draft.prefer === '' ? [] : [['Prefer', draft.prefer]]),
    ]),
    body: draft.body,
    tokenHeader: draft.withToken ? tokenHeader() : undefined,
    token: target.value === 'mock' ? targetToken.value : undefined,
  };
}

// A token in the query or a cookie is typed by hand.
function tokenHeader(): string | undefined {
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
