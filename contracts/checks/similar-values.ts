import type { Contract, Identifier } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedCall } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

/** Tests values that are similar only as text: 1101 is neither 11101111 nor 101. */
export function similarValueChecks(contract: Contract): Check[] {
  return claimables(contract).map((field) => ({
    id: `similar-values-${field.rule}`,
    says: `Under ${field.rule} a value is free even if values that others hold contain its digits.`,
    source: field.source,
    promises: [],
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
    return await withContext(provider, new Map(), async (context) => {
      const add = (values: readonly Identifier[], note: string) =>
        context.send(documentedCall(provider, resource, 'add', [{ steps, values }], note));
      const first = await add(held, 'held');
      if (first.outcome !== 'accepted') {
        const message = 'The check could not be set up: an addition was not accepted.';
        return finding('inconclusive', message, context.exchanges);
      }
      stay = provider.operation(resource, 'delete') === undefined;
      const second = await add([probe], 'similar');
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
function findSimilar(free: readonly Identifier[]): readonly Identifier[] {
  const texts = new Map(free.map((id) => [String(id), id]));
  for (const [text, id] of texts) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const [start, end] = [text.slice(0, cut), text.slice(cut)];
      const whole = [...texts].find(([other]) => other !== text && other.includes(text));
      if (whole !== undefined) return [id, whole[1]];
      const before = [...texts].find(([other]) => other !== text && other.endsWith(start));
      const after = [...texts].find(
        ([other]) => other !== text && other !== before?.[0] && other.startsWith(end),
      );
      if (before !== undefined && after !== undefined) return [id, before[1], after[1]];
    }
  }
  return [];
}
