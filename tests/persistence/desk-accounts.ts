import { createDeskClient, type Desk } from './desk-client.ts';
import { DeskWorker } from './desk-load.ts';
import type { TestStore } from './test-stores.ts';

/** Creates accounts with workers: several in each of two, and one that has an account alone and can undo. */
export function createAccounts(url: () => string, random: () => number) {
  const accounts = ['shared-1', 'shared-2', 'alone-1', 'alone-2'].map((token) => {
    const client = createDeskClient(url, token);
    const isAlone = token.startsWith('alone');
    const workers = Array.from(
      { length: isAlone ? 1 : 3 },
      (_, i) => new DeskWorker(client, `${token}-${i}`, random, isAlone),
    );
    return { token, client, isAlone, workers };
  });
  const workers = accounts.flatMap((one) => one.workers);

  /** Compares what is there with what the workers were told; undoes a change where it is certain. */
  async function compare(): Promise<void> {
    for (const { client, isAlone, workers } of accounts) {
      const desks = await client.desks();
      const version = await client.version();
      for (const worker of workers) worker.settleWith(desks, version);
      assertDistinct(desks.map(({ number }) => number));
      const strange = desks.find(({ name }) => !workers.some((one) => one.owns(name)));
      if (strange !== undefined) throw new Error(`Nobody added ${JSON.stringify(strange)}`);
      if (isAlone) await undoOne(client, workers);
      else assertDistinct(workers.flatMap(({ given }) => given));
    }
  }

  return { workers, compare };
}

async function undoOne(client: ReturnType<typeof createDeskClient>, [worker]: DeskWorker[]) {
  const before = worker?.stateBefore();
  if (worker === undefined || before === undefined || before.state < 0) return;
  const answer = await client.send('POST', '/_mock/accounts/me/undo', { state: before.state });
  if (answer?.status !== 200) throw new Error(`undo: ${JSON.stringify(answer)}`);
  worker.desks = new Map(before.desks);
  worker.settleWith(await client.desks(), await client.version());
}

function assertDistinct(numbers: readonly number[]): void {
  const twice = numbers.find((one, i) => numbers.indexOf(one) !== i);
  if (twice !== undefined) throw new Error(`${twice} is there twice`);
}

/** Compares the claims in the database with what the items claim: each desk its number. */
export async function compareClaims({ rows }: TestStore): Promise<void> {
  const items = await rows<{ account: string; item: string }>(
    'SELECT account, item FROM mock_items',
  );
  const claims = await rows<{ account: string; key: string }>(
    'SELECT account, key FROM mock_claims',
  );
  const claimed = items.map(
    ({ account, item }) => `${account} ${(JSON.parse(item) as Desk).number}`,
  );
  const stored = claims.map(({ account, key }) => `${account} ${key}`);
  const [wanted, found] = [claimed, stored].map((lines) => JSON.stringify(lines.toSorted()));
  if (wanted !== found) throw new Error(`The items claim ${wanted}, and there is ${found}`);
}
