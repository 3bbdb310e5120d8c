import { isObject } from '../../../spec/shared/json.ts';
import { formatPointer, parsePointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { matchPath } from '../../../spec/shared/path-template.ts';
import type { OperationView, ResourceView } from '../../control/contract-view.ts';
import { control } from '../data/control-client.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { namedCollection, nameOfItem } from '../data/references.ts';
import { contract, target, token } from '../data/session.ts';
import type { Choice, FindChoices } from '../ui/json-completion.ts';

type State = Readonly<
  Record<string, { readonly items: readonly Readonly<Record<string, unknown>>[] }>
>;

/** The items of the mock's account that a field of a body may name; undefined where it names none. */
export function choicesAt(
  { acts }: OperationView,
  draft: RequestDraft,
  ...[path, body]: Parameters<FindChoices>
): ReturnType<FindChoices> {
  const resources = contract.value?.resources ?? [];
  const resource = resources.find((one) => one.collection === acts?.resource);
  const steps = parsePointer(acts?.item ?? '');
  const item = valueAt(body, formatPointer(steps));
  if (resource === undefined || !isObject(item) || target.value !== 'mock') return undefined;
  if (steps.some((step, i) => step !== path[i])) return undefined;
  const collection = namedCollection(resource, item, path.slice(steps.length), draft.path);
  const named = resources.find((one) => matchPath(one.collection, collection ?? ''));
  if (collection === undefined || named === undefined) return undefined;
  return load(collection, named).catch(() => []);
}

async function load(collection: string, named: ResourceView): Promise<Choice[]> {
  const { state } = await control<{ state: State }>('accounts/me', { token: token.value });
  const items = state[collection]?.items ?? [];
  return items.map((item) => ({ value: item[named.identity], name: nameOfItem(named, item) }));
}
