import {
  formatPointer,
  identifierFields,
  type Resource,
  type UniqueRule,
} from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import type { Call, Provider } from '../provider/provider.ts';
import { documentedCall, requiredFields } from '../provider/request-body.ts';
import { type RaceResult, sendRace } from '../provider/send-race.ts';
import { type DataField, ownFields } from './claimable.ts';

// Requests start up to so many milliseconds apart.
const longestGap = 3;

/** A uniqueness rule whose keys requests race for. */
export interface Contested {
  readonly resource: Resource;
  readonly rule: UniqueRule;
}

/** A field that takes test data: one of the key, or another that an item needs. */
export interface RaceField extends DataField {
  readonly inKey: boolean;
}

/** Returns the fields that the items of a race need: those of the key come first. */
export function raceFields(provider: Provider, { resource, rule }: Contested): RaceField[] {
  const key = new Set(rule.by.map(formatPointer));
  const inKey = identifierFields(provider.catalogue, resource)
    .filter(({ kind, pointer }) => kind.exclusive && key.has(pointer))
    .map(({ kind, steps }) => ({ kind: kind.name, steps, inKey: true }));
  const others = ownFields(provider, resource)
    .filter(({ steps }) => !key.has(formatPointer(steps)))
    .map((one) => ({ ...one, inKey: false }));
  return [...inKey, ...others];
}

/** One round of a race: builds calls whose keys are the positions of reserved identifiers. */
export class Round {
  readonly context: CheckContext;
  readonly #contested: Contested;
  readonly #fields: readonly RaceField[];
  readonly #path: Call['path'];

  constructor(context: CheckContext, contested: Contested, fields: readonly RaceField[]) {
    this.context = context;
    this.#contested = contested;
    this.#fields = fields;
    this.#path = parentPathOf(context.provider.contract, contested.resource) ?? {};
  }

  /** @param own the position of the identifiers for what the key does not have */
  add(keys: readonly number[], { own, variant = 0 }: { own: number; variant?: number }): Call {
    const claims = this.#fields.map(({ steps, kind, inKey }) => ({
      steps,
      values: (inKey ? this.#shown(keys) : [own]).flatMap((i) => this.context.idsOf(kind)[i] ?? []),
    }));
    const options = { path: this.#path, variant };
    const { resource } = this.#contested;
    return documentedCall(this.context.provider, resource, 'add', claims, 'add', options);
  }

  edit({ path, holds }: Item, keys: readonly number[], variant = 0): Call {
    const { resource } = this.#contested;
    const required = requiredFields(resource, 'edit');
    const claims = this.#fields
      .filter(({ steps, inKey }) => inKey || required.has(steps[0] ?? ''))
      .map(({ steps, kind, inKey }) => ({
        steps,
        values: inKey
          ? this.#shown(keys).flatMap((i) => this.context.idsOf(kind)[i] ?? [])
          : claimsOf(holds, steps),
      }));
    const options = { path, variant };
    return documentedCall(this.context.provider, resource, 'edit', claims, 'edit', options);
  }

  delete({ path }: Item): Call {
    const { resource } = this.#contested;
    return { operation: resource.actions.delete as Call['operation'], path, note: 'delete' };
  }

  /** Adds an item for each key; undefined if one is not accepted. */
  async addItems(keys: readonly number[]): Promise<readonly Item[] | undefined> {
    const calls = keys.map((own) => ({ ...this.add([own], { own }), note: 'before' }));
    const results = await this.context.sendAll(calls);
    return results.every(({ outcome }) => outcome === 'accepted') ? this.context.items : undefined;
  }

  /** Sends calls simultaneously, or each `gap` milliseconds after the one before. */
  race(calls: readonly Call[], gap: number): Promise<RaceResult> {
    const after = calls.map((_, i) => (i * gap) % (longestGap + 1));
    return sendRace(this.context, this.#contested.resource, calls, after);
  }

  // An item whose key is no list has only one: the contested one if it is among them.
  #shown(keys: readonly number[]): readonly number[] {
    const { by } = this.#contested.rule;
    if (by.length === 1 && by[0]?.at(-1) === '*') return keys;
    return keys.includes(0) ? [0] : keys.slice(0, 1);
  }
}
