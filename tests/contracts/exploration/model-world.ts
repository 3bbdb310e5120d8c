import { RulesModel } from '../../../contracts/model/rules-model.ts';
import {
  type Contract,
  fillPath,
  type JsonObject,
  matchPath,
  type Resource,
  valueAt,
} from '../../../spec/index.ts';

/** A write to a collection; `pick` chooses the parent of an added item, or the item to change. */
export interface Write {
  readonly collection: string;
  readonly do: 'add' | 'edit' | 'delete';
  readonly pick: number;
  readonly fields: JsonObject;
}

/** A write as a request, with the outcome that the model predicts. */
export interface WriteRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly body: JsonObject | undefined;
  readonly want: 'accepted' | 'refused';
  /** Updates the model after the request was accepted. */
  readonly apply: (response: JsonObject) => void;
}

interface Known {
  readonly resource: Resource;
  readonly params: JsonObject;
  readonly url: string;
}

/** The state of an account, by the model of the rules alone. */
export class ModelWorld {
  readonly #contract: Contract;
  readonly #models: ReadonlyMap<Resource, RulesModel>;
  #known: Known[] = [];

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#models = new Map(contract.resources.map((one) => [one, new RulesModel(one.unique)]));
    for (const [path, { items }] of Object.entries(contract.initial)) {
      for (const resource of contract.resources) {
        const params = paramsIn(resource, path);
        if (params !== undefined) for (const item of items) this.#put(resource, params, item);
      }
    }
  }

  /** Builds the request of a write; undefined if it has no item to change. */
  build(write: Write): WriteRequest | undefined {
    const resource = this.#contract.resources.find((one) => one.collection === write.collection);
    if (resource === undefined) return undefined;
    return write.do === 'add' ? this.#add(resource, write) : this.#change(resource, write);
  }

  #add(resource: Resource, { pick, fields }: Write): WriteRequest | undefined {
    const parent = this.#pick(
      ({ resource: { item } }) =>
        resource.collection.slice(0, resource.collection.lastIndexOf('/')) === item,
      pick,
    );
    if (resource.parents.length > 0 && parent === undefined) return undefined;
    const params = resource.parents.length > 0 ? (parent?.params ?? {}) : {};
    const all = { ...params, ...fields };
    const isTaken = this.#known.some(({ url }) => url === fillPath(resource.item, all));
    const conflicts = this.#models.get(resource)?.conflicts(all) ?? [];
    return {
      method: 'POST',
      url: fillPath(resource.collection, params),
      body: fields,
      want: isTaken || conflicts.length > 0 ? 'refused' : 'accepted',
      apply: (response) =>
        this.#put(resource, params, {
          ...fields,
          [resource.identity.name]: response[resource.identity.name],
        }),
    };
  }

  #change(resource: Resource, { do: action, pick, fields }: Write): WriteRequest | undefined {
    const item = this.#pick((one) => one.resource === resource, pick);
    if (item === undefined || resource.actions[action] === undefined) return undefined;
    const { url, params } = item;
    if (action === 'delete') {
      const apply = () => this.#remove(url);
      return { method: 'DELETE', url, body: undefined, want: 'accepted', apply };
    }
    const body = { ...fields };
    const { name } = resource.identity;
    const required = resource.actions.edit?.request?.contents[0]?.schema?.required;
    if (Array.isArray(required) && required.includes(name)) body[name] = params[name];
    else delete body[name];
    const model = this.#models.get(resource);
    const conflicts = model?.conflicts({ ...params, ...body }, url) ?? [];
    const changed = resource.immutable.some((pointer) => {
      const [was, is] = [model?.item(url), body].map((one) => valueAt(one, pointer));
      return is !== undefined && was !== undefined && is !== was;
    });
    return {
      method: 'PUT',
      url,
      body,
      want: changed || conflicts.length > 0 ? 'refused' : 'accepted',
      apply: () => this.#put(resource, params, body),
    };
  }

  #pick(fits: (known: Known) => boolean, pick: number): Known | undefined {
    const fitting = this.#known.filter(fits);
    return fitting[pick % Math.max(1, fitting.length)];
  }

  #put(resource: Resource, above: JsonObject, fields: JsonObject): void {
    const all = { ...fields, ...above };
    const url = fillPath(resource.item, all);
    const { name } = resource.identity;
    const params = { ...above, [name]: all[name] };
    if (!this.#known.some((one) => one.url === url)) this.#known.push({ resource, params, url });
    this.#models.get(resource)?.put(url, all);
  }

  // Items below a removed one are removed too.
  #remove(url: string): void {
    const isBelow = (one: Known) => one.url === url || one.url.startsWith(`${url}/`);
    for (const one of this.#known.filter(isBelow)) this.#models.get(one.resource)?.remove(one.url);
    this.#known = this.#known.filter((one) => !isBelow(one));
  }
}

function paramsIn({ collection }: Resource, path: string): JsonObject | undefined {
  const found = matchPath(collection, path);
  return (
    found &&
    Object.fromEntries(
      Object.entries(found).map(([name, value]) => [
        name,
        /^\d+$/.test(value) ? Number(value) : value,
      ]),
    )
  );
}
