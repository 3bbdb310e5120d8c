import { type Action, isObject, type JsonObject } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import type { Settings } from '../accounts/switches.ts';
import { storableKinds } from '../problems/readings.ts';
import type { ActionContext } from './action-context.ts';
import { createRepresentation } from './representation.ts';
import { createAcceptance } from './server-values.ts';

type Shared = Pick<ActionContext, 'contract' | 'resource' | 'computed' | 'refusals'>;

/**
 * Prepares whether the responses to reads and lists can show what an action stores: they may demand more of an
 * item than its request, or the action's own response.
 * @returns undefined where its own response demands the same
 */
export function createFit(
  { contract, resource, computed, refusals }: Shared,
  action: Action,
): ActionContext['fits'] {
  const { bodies } = resource;
  if (action !== 'add' && action !== 'edit' && action !== 'patch') return undefined;
  const written = new Set([JSON.stringify(bodies[action]?.responseSchema)]);
  const fits = (['read', 'list'] as const).flatMap((other) => {
    const schema = bodies[other]?.responseSchema;
    const text = JSON.stringify(schema);
    if (schema === undefined || written.has(text)) return [];
    written.add(text);
    const represent = createRepresentation(contract, resource, other, computed);
    const shown = asShown(schema) as JsonObject;
    let accepts: ReturnType<typeof createAcceptance> | undefined;
    return (item: JsonObject, settings: Settings, store: Store) => {
      accepts ??= createAcceptance(shown, contract.document as object as JsonObject);
      const value = represent(item, settings, store);
      return accepts(value) || refusals.hasOnly(shown, value, storableKinds(settings));
    };
  });
  if (fits.length === 0) return undefined;
  return (item, settings, store) => fits.every((isFit) => isFit(item, settings, store));
}

/** The schema without a demand for what is `writeOnly`, which no response shows. */
function asShown(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asShown);
  if (!isObject(node)) return node;
  const shown = Object.fromEntries(Object.entries(node).map(([key, one]) => [key, asShown(one)]));
  const { required, properties } = node;
  if (!Array.isArray(required) || !isObject(properties)) return shown;
  const isHidden = (name: string) => {
    const property = properties[name];
    return isObject(property) && property.writeOnly === true;
  };
  return { ...shown, required: required.filter((name) => !isHidden(String(name))) };
}
