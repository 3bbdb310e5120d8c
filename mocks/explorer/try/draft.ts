import { ownValue } from '../../../spec/shared/json.ts';
import { formatPointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { fillPath } from '../../../spec/shared/path-template.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { OperationView } from '../../control/contract-view.ts';
import { drafts, type RequestDraft } from '../data/drafts.ts';
import { isSecretName } from '../data/secret-headers.ts';
import type { SentRecord } from '../data/sent.ts';
import { baseUrlOf, contract, providerToken, type Target, target, token } from '../data/session.ts';
import { language } from '../data/texts.ts';
import type { ExportedRequest } from '../export/exported-request.ts';

/** The draft of an operation: as edited last, else its first example. */
export function draftOf(operation: OperationView): RequestDraft {
  return (
    ownValue(drafts.value, operation.id) ??
    createDraft(operation, operation.contents[0]?.examples[0])
  );
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
    .map((one) => [one.name, String(fieldOf(one.name) ?? sampleOf(one))]);
  const type = content === undefined ? [] : [['Content-Type', contentType(content.mediaType)]];
  const required = operation.parameters.filter((one) => one.required && one.name !== tokenHeader());
  const samplesIn = (place: string) =>
    required.filter((one) => one.in === place).map((one) => [one.name, sampleOf(one)]);
  const query = samplesIn('query').filter(([name = '']) => !isSecretName(name));
  return {
    operation: operation.id,
    path: Object.fromEntries(path),
    query: new URLSearchParams(query).toString(),
    headers: [...type, ...samplesIn('header')] as [string, string][],
    prefer: '',
    body: content === undefined ? undefined : value === undefined ? '{}' : prettyJson(value),
    withToken: true,
  };
}

/** The header that asks the mock for the language of the page; undefined where nothing asks for it. */
export function languageHeader(draft: RequestDraft, to: Target): [string, string] | undefined {
  const isTyped = draft.headers.some(([name]) => name.trim().toLowerCase() === 'accept-language');
  const isAsked = to === 'mock' && language.value !== 'en' && !draft.anyLanguage && !isTyped;
  return isAsked ? ['Accept-Language', language.value] : undefined;
}

/** The path and query of a draft. */
export function draftPath({ path, query }: RequestDraft, operation: OperationView): string {
  const filled = fillPath(operation.path, path);
  return query === '' ? filled : `${filled}?${query}`;
}

/** The request of a draft to a target, to be exported. */
export function toExportedRequest(
  draft: RequestDraft,
  operation: OperationView,
  to: Target = target.value,
): ExportedRequest {
  const asked = languageHeader(draft, to);
  return {
    method: operation.method.toUpperCase(),
    base: baseUrlOf(to),
    path: draftPath(draft, operation),
    headers: Object.fromEntries([
      ...draft.headers.filter(([name]) => name.trim() !== ''),
      ...(asked === undefined ? [] : [asked]),
      ...(draft.prefer === '' ? [] : [['Prefer', draft.prefer]]),
    ]),
    body: draft.body,
    tokenHeader: draft.withToken ? tokenHeader() : undefined,
    token: to === 'mock' ? token.value : undefined,
  };
}

/** The token for a target. */
export function tokenFor(to: Target): string {
  return to === 'mock' ? token.value : providerToken.value;
}

/** A request as it was sent, to be exported. */
export function exportOfSent(one: SentRecord, operation: OperationView): ExportedRequest {
  return {
    method: operation.method.toUpperCase(),
    base: one.base,
    path: draftPath(one.draft, operation),
    headers: one.headers,
    body: one.draft.body,
    tokenHeader: one.hadToken ? tokenHeader() : undefined,
    token: one.token,
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

function sampleOf({ example, schema }: OperationView['parameters'][number]): string {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const allowed = Array.isArray(schema.enum) ? schema.enum : [];
  return String(
    example ?? examples[0] ?? schema.example ?? schema.default ?? allowed[0] ?? schema.minimum ?? 1,
  );
}
