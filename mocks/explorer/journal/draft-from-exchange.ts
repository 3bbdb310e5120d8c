import { matchPath } from '../../../spec/shared/path-template.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import type { ContractView, OperationView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { bodyText, hasTokenHeader, repeatableHeaders } from '../data/recorded-message.ts';
import { belowPrefix } from '../data/session.ts';

/** A draft of the request of an exchange. */
export function draftFromExchange(
  { request }: JournalEntry,
  operation: OperationView,
  account: ContractView['account'],
): RequestDraft {
  const [path = '', query = ''] = (belowPrefix(request.url) ?? request.url).split(/\?(.*)/s);
  const headers = Object.entries(repeatableHeaders(request.headers, account));
  const isPrefer = ([name]: [string, string]) => name.toLowerCase() === 'prefer';
  return {
    operation: operation.id,
    path: matchPath(operation.path, path) ?? {},
    query,
    headers: headers.filter((one) => !isPrefer(one)),
    prefer: headers.find(isPrefer)?.[1] ?? '',
    body: typeof request.body === 'object' ? prettyJson(request.body) : bodyText(request),
    withToken: hasTokenHeader(request.headers, account),
    isMasked: true,
  };
}
