import type { ContractView, OperationView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText, hasHeader, ownHeaders } from '../data/recorded-message.ts';
import { pretty, type RequestDraft } from './draft.ts';

/** A draft of the request of an exchange. */
export function draftFromExchange(
  { request }: JournalEntry,
  operation: OperationView,
  account: ContractView['account'],
): RequestDraft {
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  const names = [...operation.path.matchAll(/\{(.+?)\}/g)].map(([, name = '']) => name);
  const pattern = operation.path
    .split(/\{.+?\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('([^/]+)');
  const values = new RegExp(`^${pattern}$`).exec(path)?.slice(1) ?? [];
  const headers = Object.entries(ownHeaders(request.headers, account));
  const isPrefer = ([name]: [string, string]) => name.toLowerCase() === 'prefer';
  return {
    operation: operation.id,
    path: Object.fromEntries(names.map((name, i) => [name, unescaped(values[i] ?? '')])),
    query,
    headers: headers.filter((one) => !isPrefer(one)),
    prefer: headers.find(isPrefer)?.[1] ?? '',
    body: typeof request.body === 'object' ? pretty(request.body) : bodyText(request),
    withToken: account.in === 'header' && hasHeader(request.headers, account.name),
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
