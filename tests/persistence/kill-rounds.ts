import { type RunningCommand, startCommand } from '../mocks/command.ts';
import { compareClaims, createAccounts } from './desk-accounts.ts';
import type { Answer } from './desk-client.ts';
import { writeDesks } from './desks-document.ts';
import type { TestStore } from './test-stores.ts';

/** What happened to the requests of all rounds. */
export interface KillSummary {
  readonly rounds: number;
  accepted: number;
  refused: number;
  /** Requests without an answer. */
  cut: number;
}

/**
 * Kills a mock with SIGKILL in the middle of load, starts it again on the same store, and compares what is
 * there with what was answered; as often as `rounds` says.
 */
export async function killInRounds(
  given: TestStore,
  rounds: number,
  random: () => number,
): Promise<KillSummary> {
  const spec = writeDesks(given.folder);
  let url = '';
  let mock: RunningCommand | undefined;
  const start = async () => {
    mock = startCommand('--port', '0', '--log', 'silent', '--spec', spec, '--store', given.store);
    url = await mock.url();
    return mock;
  };
  const { workers, compare } = createAccounts(() => url, random);
  const summary: KillSummary = { rounds, accepted: 0, refused: 0, cut: 0 };
  try {
    let running = await start();
    for (let round = 1; round <= rounds; round++) {
      let left = 20 + Math.floor(random() * 180);
      const answered = ({ status }: Answer) => {
        if (status < 300) summary.accepted++;
        else summary.refused++;
        if (--left === 0) running.process.kill('SIGKILL');
      };
      await Promise.all(workers.map((one) => one.work(answered)));
      await running.ended;
      summary.cut += workers.filter(({ doubt }) => doubt !== undefined).length;
      if (round % 5 === 0 || round === rounds) await compareClaims(given);
      running = await start();
      await compare();
    }
    await running.stop();
    await compareClaims(given);
    return summary;
  } finally {
    await mock?.stop('SIGKILL');
  }
}

/** Draws numbers from 0 to 1, always the same for a seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
