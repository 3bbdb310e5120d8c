import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Faults } from '../../mocks/accounts/faults.ts';
import { createMemoryStore } from '../../mocks/accounts/store.ts';
import { Switches } from '../../mocks/accounts/switches.ts';
import { keepAccounts } from '../../mocks/persistence/keep-accounts.ts';
import { openStore } from '../../mocks/persistence/open-store.ts';
import { createRefusals } from '../../mocks/problems/refusals.ts';
import { createState } from '../../mocks/resources/resource-state.ts';
import { createRedaction, loadContract, ownContract } from '../../spec/index.ts';
import { openSqliteFile } from './test-stores.ts';

async function openAccounts() {
  const { store } = openSqliteFile();
  const persistence = await openStore(store, { sync: false, key: undefined });
  const contract = await loadContract(ownContract);
  const refusals = createRefusals(contract, createRedaction(contract.document));
  const state = createState(contract, refusals, { newId: () => '', samples: () => [] });
  const behaviour = () => ({ switches: new Switches(contract), faults: new Faults(Math.random) });
  const kept = keepAccounts(persistence, {
    max: 10,
    all: behaviour(),
    keeper: () => state,
    useOptions() {},
    create: (id, history) => ({
      id,
      store: createMemoryStore(true),
      ...behaviour(),
      version: 0,
      history,
      contract,
    }),
  });
  onTestFinished(() => kept.turns.close());
  return kept;
}

const collection = '/things';

test.each(['at once', 'later'])(
  'work that fails %s after its change has changed nothing',
  async (when) => {
    const { accounts, history, turns } = await openAccounts();
    const account = accounts.byToken('one');
    const add = (key: string) => {
      account.store.insert({ collection, key, item: { id: key } });
      history.add(account, { what: 'add' });
    };
    await turns.run(account, 'write', () => add('1'));
    // Then the account is idle, and work begins at once.
    await nextTurn();
    const failing = async () =>
      turns.run(account, 'write', () => {
        add('2');
        const error = new Error('The work fails.');
        if (when === 'at once') throw error;
        return Promise.reject(error);
      });
    await expect(failing()).rejects.toThrow('The work fails.');
    expect(account.version).toBe(1);
    expect(account.store.get(collection, '2')).toBeUndefined();
    const { changes } = await turns.run(account, 'read', () => history.list(account));
    expect(changes).toMatchObject([{ state: 1, what: 'add' }]);
  },
);
