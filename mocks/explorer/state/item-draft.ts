import { parsePointer, withValueAt } from '../../../spec/shared/json-pointer.ts';
import { matchPath } from '../../../spec/shared/path-template.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { OperationView } from '../../control/contract-view.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { propertiesOf, schemaAt } from '../ui/schema-fields.ts';
import type { ClaimingItem } from './claims.ts';

/** A draft of the operation that edits an item as it is stored; undefined if there is none. */
export function draftOfItem(
  { item, collection, identity }: ClaimingItem,
  operations: readonly OperationView[],
): RequestDraft | undefined {
  const operation = ['edit', 'patch']
    .flatMap((action) => operations.filter(({ acts }) => acts?.action === action))
    .filter(({ acts }) => matchPath(acts?.resource ?? '', collection) !== undefined)
    .find(({ stored = {} }) =>
      Object.entries(stored).every(([name, values]) => values.includes(item[name] ?? null)),
    );
  const content = operation?.contents[0];
  if (operation === undefined || operation.acts === null || content === undefined) return undefined;
  const { resource, parameter, item: at } = operation.acts;
  const fields = propertiesOf(schemaAt(content.schema ?? {}, parsePointer(at)));
  const takesAll = Object.keys(fields).length === 0;
  // A hidden value must be entered again.
  const sent = Object.entries(item).filter(
    ([name, value]) =>
      (takesAll || (fields[name] && fields[name].readOnly !== true)) && !isRedacted(value),
  );
  return {
    operation: operation.id,
    path: { ...matchPath(resource, collection), [parameter]: String(identity) },
    query: '',
    headers: [['Content-Type', content.mediaType]],
    prefer: '',
    body: prettyJson(withValueAt({}, at, Object.fromEntries(sent))),
    withToken: true,
  };
}
