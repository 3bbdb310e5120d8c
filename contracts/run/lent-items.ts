import {
  isObject,
  isStoredAs,
  type JsonObject,
  propertyNames,
  type Resource,
} from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { requestFields } from '../provider/schema-body.ts';

/** Records what the lent items hold before the run, so that it can be put back. */
export async function recordLent(provider: Provider): Promise<void> {
  for (const resource of provider.contract.resources) {
    const lent = lentOf(provider, resource);
    const operation = provider.operation(resource, 'list');
    if (lent.length === 0 || operation === undefined || resource.parents.length > 0) continue;
    const sent = await provider.send({ operation, path: {}, note: 'what lent items hold' });
    if (sent.outcome !== 'accepted') continue;
    for (const item of [sent.item].flat().filter(isObject)) {
      const identity = String(item[resource.identity.name]);
      if (lent.includes(identity)) provider.lentItems.set(nameOf(resource, identity), item);
    }
  }
}

/**
 * Puts back what lent items held, where the list shows all that an edit sends; otherwise an edit would
 * lose the rest.
 * @returns the names of the items that hold it again
 */
export async function restoreLent(provider: Provider): Promise<string[]> {
  const restored: string[] = [];
  for (const resource of provider.contract.resources) {
    for (const identity of lentOf(provider, resource)) {
      const name = nameOf(resource, identity);
      const before = provider.lentItems.get(name);
      if (before === undefined || !provider.edited.has(name)) continue;
      const view = viewFor(resource, before);
      const schema = view?.bodies.edit?.requestSchema ?? {};
      const shown = new Set(resource.responseProperties.list?.map((one) => one.name));
      const names = [...requestFields(schema).keys()];
      const operation = view?.actions.edit;
      const isWhole = propertyNames(schema).every((one) => shown.has(one));
      if (operation === undefined || names.length === 0 || !isWhole) continue;
      const held = names.flatMap((one) =>
        (before[one] ?? null) === null ? [] : [[one, before[one]]],
      );
      const { parameter } = resource.identity;
      // What was there before may be sent again, whatever it names.
      provider.ledger.allow(held.map(([, value]) => value));
      const { outcome } = await provider.send({
        operation,
        path: { [parameter]: before[resource.identity.name] },
        json: Object.fromEntries(held),
        note: 'putting back what was there',
      });
      if (outcome === 'accepted') restored.push(name);
    }
  }
  return restored;
}

/** The resource with the edit that is for an item. */
function viewFor(resource: Resource, item: JsonObject): Resource | undefined {
  const views = [resource, ...resource.others].filter(({ actions: { edit } }) => edit);
  return views.find(
    ({ actions: { edit } }) => edit?.variants.length === 0 && isStoredAs(edit, item),
  );
}

function lentOf({ pools }: Provider, { collection }: Resource): string[] {
  const lent = [...pools.values()].filter(({ kind }) => kind.item === collection);
  return [...new Set(lent.flatMap(({ all }) => all.map(String)))];
}

function nameOf({ collection }: Resource, identity: string): string {
  return `${collection}/${identity}`;
}
