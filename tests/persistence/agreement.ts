import fc from 'fast-check';
import { expect } from 'vitest';
import type { MockOptions } from '../../mocks/index.ts';
import type { Seed } from '../../spec/index.ts';
import { createSide, type Seen, type Sent, type Side } from './agreement-sides.ts';
import { createDraw, type Known, readJson, sequences, shown } from './agreement-steps.ts';

/** How a stored mock is compared with one in memory. */
export interface Agreement {
  readonly options: MockOptions;
  /** How many mocks share the store. */
  readonly servers?: number;
  /** How many accounts take part; more than `options.accounts` keeps. */
  readonly accounts?: number;
  readonly runs: number;
  readonly length: number;
  readonly seed?: number | undefined;
}

const me = '/_mock/accounts/me';

/** Sends the same random sequences to a mock in memory and to stored ones, and expects the same answers. */
export async function expectAgreement(file: string, agreement: Agreement): Promise<void> {
  const { options, servers = 1, accounts = 2, runs, length, seed } = agreement;
  const { store, storeSync: _sync, accounts: _most, ...common } = options;
  await using memory = await createSide({ ...common, spec: file });
  await using stored = await createSide({ ...options, spec: file }, servers);
  const { draw } = await createDraw(file);
  const presets = await readJson<{ name: string }[]>(memory, '/_mock/presets', {});
  const switches = await readJson<Known['switches']>(memory, '/_mock/switches', {});
  let tokens = 0;

  await fc.assert(
    fc.asyncProperty(sequences(accounts, length), async (steps) => {
      const run = ++tokens;
      const headersOf = (account: number) => authorization(memory, `run-${run}-${account}`);
      const snapshots: Seed[][] = Array.from({ length: accounts }, () => []);
      for (const url of ['/_mock/faults', '/_mock/switches']) {
        for (const side of [memory, stored]) {
          await side.send({ method: 'DELETE', url, headers: {} });
        }
      }
      const told: string[] = [];
      const compare = async (sent: Sent, at: number, mock: number) => {
        const [want, got] = [await memory.send(sent, at), await stored.send(sent, at, mock)];
        told.push(
          `${sent.method} ${sent.url.slice(0, 200)} ${sent.payload?.slice(0, 300) ?? ''} -> ${want.status}`,
        );
        expectSame(got, want, told);
      };
      // An account that nobody has changed is nowhere, and does not take part in a reset of all.
      for (let account = 0; account < accounts; account++) {
        await compare({ method: 'POST', url: `${me}/reset`, headers: headersOf(account) }, 0, 0);
      }
      for (const [i, step] of steps.entries()) {
        if (step.kind === 'restart') {
          told.push(`restart ${step.mock}`);
          await stored.restart(step.mock);
          continue;
        }
        const headers = headersOf(step.account);
        const held = await readJson<Seed>(memory, `${me}/snapshot`, headers);
        const { version } =
          step.kind === 'undo'
            ? await readJson<{ version: number }>(memory, me, headers)
            : { version: 0 };
        const before = snapshots[step.account] ?? [];
        const known = { held, version, snapshots: before, switches };
        const drawn = draw(step, { ...known, presets: [...presets.map(({ name }) => name), 'no'] });
        before.push(held);
        await compare({ ...drawn, headers: { ...headers, ...drawn.headers } }, i + 1, step.mock);
      }
      for (let account = 0; account < accounts; account++) {
        for (const url of shown) {
          for (let mock = 0; mock < servers; mock++) {
            await compare({ method: 'GET', url, headers: headersOf(account) }, 0, mock);
          }
        }
      }
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  );
}

function expectSame(got: Seen, want: Seen, told: readonly string[]): void {
  if (got.status === want.status && got.body === want.body) {
    const [theirs, ours] = [got.headers, want.headers].map((one) => JSON.stringify(one));
    if (theirs === ours) return;
  }
  expect(got, told.join('\n')).toEqual(want);
  expect(got.body, told.join('\n')).toBe(want.body);
}

function authorization({ mocks }: Side, token: string): Record<string, string> {
  const name = mocks[0]?.contract.account.name ?? '';
  return { authorization: `Bearer ${token}`, 'x-api-key': token, [name.toLowerCase()]: token };
}
