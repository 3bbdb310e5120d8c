import { loadWithAutocannon } from './autocannon.ts';
import { runChild } from './child.ts';
import type { Load, Work } from './load.ts';
import { Misuse } from './misuse.ts';
import { loadWithWrk } from './wrk.ts';

/** The clients that can make the load. */
export const loadTools = ['wrk', 'autocannon'] as const;

/** One of them. */
export type LoadTool = (typeof loadTools)[number];

/** A client that makes load. */
export interface Client {
  readonly name: string;
  run(work: Work): Promise<Load>;
}

/**
 * Picks the client: the one asked for, otherwise wrk where it is installed, which leaves more of the
 * machine to the server.
 * @throws Misuse when wrk is asked for and is not there
 */
export async function chooseClient(asked: LoadTool | undefined): Promise<Client> {
  const wrk = { file: 'wrk', args: ['-v'] };
  // wrk tells its version with a failing exit code.
  const version = await runChild(wrk, 5_000, true).catch(() => undefined);
  if (asked === 'wrk' && version === undefined) {
    throw new Misuse('wrk is not installed; apt-get install wrk, or leave --load out.');
  }
  if (asked === 'autocannon' || version === undefined) {
    return { name: 'autocannon (milliseconds rounded to whole ones)', run: loadWithAutocannon };
  }
  return { name: version.split(' [')[0] ?? 'wrk', run: loadWithWrk };
}
