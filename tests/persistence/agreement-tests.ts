import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { ownContract } from '../../spec/index.ts';
import type { Agreement } from './agreement.ts';
import { expectAgreement } from './agreement.ts';
import { useStores } from './test-stores.ts';

/** The name of a document, and its file. */
export type NamedDocument = readonly [name: string, file: string];

/** The path of a document among the fixtures. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(join('../fixtures', name), import.meta.url));

/** The document of the quick tests. */
export const theContract: NamedDocument = ['the contract', ownContract];

const patiently = 600_000;

/** Tests that stored mocks of documents answer as one in memory does. */
export function testAgreement(
  documents: readonly NamedDocument[],
  amount: Pick<Agreement, 'runs' | 'length'>,
): void {
  // What is stored has the time of its request.
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());

  describe.each(useStores())('with $name', ({ name, canRun, openStore }) => {
    const each = test.skipIf(!canRun).each(documents);
    each(
      'a mock of %s answers as in memory, though accounts leave memory and it is restarted',
      async (_, file) => {
        const { store } = await openStore();
        const options = { store, storeSync: false, accounts: 2 };
        await expectAgreement(file, { options, accounts: 4, ...amount });
      },
      patiently,
    );
    if (name === 'SQLite') return;
    each(
      'two mocks of %s answer as one in memory',
      async (_, file) => {
        const { store } = await openStore();
        await expectAgreement(file, { options: { store }, servers: 2, ...amount });
      },
      patiently,
    );
  });
}
