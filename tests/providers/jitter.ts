import { createHash } from 'node:crypto';
import type { Ways } from './behaviour.ts';
import { serving } from './serving.ts';
import { delay } from './storage.ts';

/** Returns pauses of 0 to `most` milliseconds, the same for the same seed. */
export function pauses(most: number, seed: number): () => number {
  let count = 0;
  const hash = () => createHash('sha1').update(`${seed} ${++count}`).digest();
  return () => hash().readUInt32BE() % (most + 1);
}

/** The same provider, which holds each response back for 0 to `most` ms after the work is done. */
export function withJitter(ways: Ways, most: number, seed: number): Ways {
  return () => {
    const own = typeof ways === 'function' ? ways() : ways;
    const around = own.around ?? serving.around;
    const pause = pauses(most, seed);
    return {
      ...own,
      async around(db, request, next) {
        const reply = await around(db, request, next);
        await delay(pause());
        return reply;
      },
    };
  };
}
