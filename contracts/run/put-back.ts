import {
  identityIn,
  isObject,
  type JsonObject,
  type Resource,
  resourceOf,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import type { Provider } from '../provider/provider.ts';
import { requestCheck, requestFields } from '../provider/schema-body.ts';
import { own, sameMeaning } from '../provider/values.ts';

/** Reads the lent items, so that they can be put back. */
export async function readLentItems(provider: Provider): Promise<void> {
  const { contract, pools, lentItems } = provider;
  for (const { kind, all } of pools.values()) {
    const resource = resourceOf(contract.resources, kind.item ?? '');
    if (resource === undefined) continue;
    const isFor = ({ actions }: Resource) => kind.for?.includes(actions.edit?.id ?? '');
    const view = [resource, ...resource.others].find(isFor) ?? resource;
    for (const identity of all) {
      const shown = await show(provider, resource, identity);
      lentItems.push({ name: `${resource.collection}/${identity}`, identity, view, shown });
    }
  }
}

/**
 * Puts back what was edited of the lent items, where the edit takes all that it takes from what was shown.
 * @returns what keeps other values, a sentence each
 */
export async function putBack(provider: Provider): Promise<string[]> {
  const left: string[] = [];
  for (const { name, identity, view, shown } of provider.lentItems) {
    if (!provider.editedItems.has(name)) continue;
    const { edit } = view.actions;
    const json = shown && bodyOf(provider, view, shown);
    if (edit === undefined || json === undefined || shown === undefined) {
      left.push(`${name} keeps the settings of the last edit.`);
      continue;
    }
    provider.ledger.allow(Object.values(json).flat());
    const path = { [view.identity.parameter]: identity };
    const call = { operation: edit, path, json, note: 'put back' };
    const { outcome, exchange } = await provider.send(call);
    const after = await show(provider, view, identity);
    const fields = [...requestFields(view.bodies.edit?.requestSchema).keys()];
    const other = fields.filter(
      (field) => !sameMeaning(own(shown, field), own(after ?? {}, field)),
    );
    if (outcome !== 'accepted') {
      left.push(`${name} keeps the settings of the last edit: ${statusOf(exchange)}.`);
    } else if (other.length > 0) {
      left.push(`${name} was put back, but ${other.join(', ')} differs from before.`);
    }
  }
  return left;
}

async function show(
  provider: Provider,
  resource: Resource,
  identity: unknown,
): Promise<JsonObject | undefined> {
  for (const action of ['list', 'read'] as const) {
    const operation = provider.operation(resource, action);
    if (operation === undefined) continue;
    const path = { [resource.identity.parameter]: identity };
    const { item } = await provider.send({ operation, path, note: 'what a lent item holds' });
    const found = [item]
      .flat()
      .find((one) => String(identityIn(resource, one)) === String(identity));
    if (isObject(found)) return found;
  }
  return undefined;
}

// Undefined if the edit takes what no response shows, such as a password: without it, it would be lost.
function bodyOf(provider: Provider, view: Resource, shown: JsonObject): JsonObject | undefined {
  const schema = view.bodies.edit?.requestSchema;
  const visible = [view.responseProperties.list, view.responseProperties.read].flatMap(
    (properties) => properties?.filter(({ secret }) => !secret).map(({ name }) => name) ?? [],
  );
  const fields = [...requestFields(schema).keys()];
  if (schema === undefined || !fields.every((name) => visible.includes(name))) return undefined;
  const values = fields.map((name) => [name, own(shown, name) ?? undefined]);
  const body = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return requestCheck(provider.contract, schema)(body) === undefined ? body : undefined;
}
