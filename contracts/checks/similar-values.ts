import type { Contract } from '../../spec/index.ts';
import type { Identifier } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

/** Values that only look alike as text are different things: 1101 is neither 11101111 nor 101. */
export function similarValueChecks(contract: Contract): Check[] {
  return claimables(contract).map((place) => ({
    id: `similar-values-${place.rule}`,
    says: `Under ${place.rule} a value is free though its digits stand in what others hold.`,
    source: place.source,
    promises: [],
    run: (provider: Provider) => run(provider, place),
  }));
}

async function run(provider: Provider, place: Claimable): Promise<Finding> {
  const { resource, steps } = place;
  const pool = provider.pools.get(kindOf(provider, place) ?? '');
  const add = provider.operation(resource, 'add');
  const picked = pool?.takePicked(lookAlikes) ?? [];
  const [probe, ...held] = picked;
  if (pool === undefined || add === undefined || probe === undefined) {
    const message = 'Among what is lent no values look alike as text.';
    return { outcome: 'skipped', message, exchanges: [] };
  }
  let kept = false;
  try {
    return await withContext(provider, new Map(), async (context) => {
      const ask = (values: readonly Identifier[], note: string) =>
        context.send({
          operation: add,
          json: documentedBody(provider, resource, 'add', [{ steps, values }]),
          note,
          promised: true,
        });
      const first = await ask(held, 'held');
      if (first.reading.kind !== 'accepted') {
        const message = 'It could not be set up: an addition was not accepted.';
        return { outcome: 'inconclusive', message, exchanges: context.exchanges };
      }
      kept = provider.operation(resource, 'delete') === undefined;
      const second = await ask([probe], 'looks alike');
      if (second.reading.kind === 'accepted') return { outcome: 'kept', exchanges: [] };
      const message = `${probe} was refused, and only ${held.join(', ')} are held.`;
      return { outcome: 'broken', message, exchanges: [...context.exchanges] };
    });
  } finally {
    if (kept) pool.giveUp(picked);
    else pool.giveBack(picked);
  }
}

/** A value, and one or two others in whose digits, written one after the other, it stands. */
function lookAlikes(free: readonly Identifier[]): readonly Identifier[] {
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
