import { isDeepStrictEqual } from 'node:util';
import type { Contract, Identifier } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedCall } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept } from './check.ts';
import { about, type Claimable, claimables, kindOf, ownFields } from './claimable.ts';

/** Tests values that are similar only as text: 1101 is neither 11101111 nor 101. */
export function similarValueChecks(contract: Contract): Check[] {
  return claimables(contract).map((field) => ({
    id: `similar-values-${field.rule}`,
    says: `Under ${field.rule} a value is free even if values that others hold contain its digits.`,
    source: field.source,
    promises: [],
    ...about(field),
    run: (provider) => run(provider, field),
  }));
}

async function run(provider: Provider, field: Claimable): Promise<Finding> {
  const { resource, steps } = field;
  const pool = provider.pools.get(kindOf(provider, field) ?? '');
  const picked = pool?.reserveSome(findSimilar) ?? [];
  const [probe, ...held] = picked;
  if (pool === undefined || probe === undefined || !provider.operation(resource, 'add')) {
    return finding('skipped', 'No two values of the test data are similar as text.');
  }
  let stay = false;
  try {
    // Besides the values each item needs some of its own.
    const own = ownFields(provider, resource).filter((one) => !isDeepStrictEqual(one.steps, steps));
    const needs = new Map(own.map(({ kind }) => [kind, picked.length]));
    return await withContext(provider, needs, async (context) => {
      const add = (values: readonly Identifier[], at: number, note: string) => {
        const others = own.map((one) => ({
          steps: one.steps,
          values: context.idsOf(one.kind).slice(at, at + 1),
        }));
        const claims = [{ steps, values }, ...others];
        return context.send(documentedCall(provider, resource, 'add', claims, note));
      };
      // A field that is no list holds one value.
      const lists = steps.includes('*') ? [held] : held.map((one) => [one]);
      for (const [i, values] of lists.entries()) {
        const { outcome } = await add(values, i + 1, 'held');
        if (outcome === 'accepted') continue;
        const message = 'The check could not be set up: an addition was not accepted.';
        return finding('inconclusive', message, context.exchanges);
      }
      stay = provider.operation(resource, 'delete') === undefined;
      const second = await add([probe], 0, 'similar');
      if (second.outcome === 'accepted') return kept;
      const message = `${probe} was refused, but only ${held.join(', ')} are held.`;
      return finding('broken', message, context.exchanges);
    });
  } finally {
    if (stay) pool.retire(picked);
    else pool.release(picked);
  }
}

/** Returns a value, and one or two others whose digits, written one after the other, contain it. */
export function findSimilar(free: readonly Identifier[]): readonly Identifier[] {
  const texts = new Map(free.map((id) => [String(id), id]));
  for (const [text, id] of texts) {
    const whole = [...texts].find(([other]) => other !== text && other.includes(text));
    if (whole !== undefined) return [id, whole[1]];
  }
  for (const [text, id] of texts) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const [start, end] = [text.slice(0, cut), text.slice(cut)];
      const before = [...texts].find(([other]) => other !== text && other.endsWith(start));
      const after = [...texts].find(
        ([other]) => other !== text && other !== before?.[0] && other.startsWith(end),
      );
      if (before !== undefined && after !== undefined) return [id, before[1], after[1]];
    }
  }
  return [];
}
