import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { type DeskRules, oneNumber, writeDesks } from './desks-document.ts';
import { type TestStore, useQuickStores } from './test-stores.ts';

const oneName: DeskRules = { 'one-desk-a-name': 'name' };

/** Starts a mock with some rules on a store; `warnings` has what it tells. */
async function start(given: TestStore, rules: DeskRules) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const spec = writeDesks(given.folder, rules);
  const mock = await createMock({ spec, store: given.store, warn });
  onTestFinished(() => mock.close());
  return { mock, warnings };
}

async function add(mock: Mock, token: string, number: number, name: string): Promise<number> {
  return (await createAccountClient(mock, token).send('POST', '/desks', { number, name })).status;
}

/** The claims that the database has: rules and keys. */
async function claimsOf(given: TestStore): Promise<string[]> {
  const claims = await given.rows<{ rule: string; key: string }>(
    'SELECT rule, key FROM mock_claims',
  );
  return claims.map(({ rule, key }) => `${rule} ${JSON.parse(key)}`).toSorted();
}

describe.each(useQuickStores())('with $name', ({ canRun, openStore }) => {
  const stored = test.skipIf(!canRun);

  stored('claims follow the rules that a mock starts with, there and back', async () => {
    const given = await openStore();
    const first = await start(given, oneName);
    for (const token of ['one', 'other']) {
      expect(await add(first.mock, token, 7, 'left')).toBe(200);
      expect(await add(first.mock, token, 7, 'right')).toBe(200);
    }
    await first.mock.close();
    const byName = ['left', 'right'].flatMap((name) => Array(2).fill(`one-desk-a-name "${name}"`));
    expect(await claimsOf(given)).toEqual(byName);

    const second = await start(given, oneNumber);
    // Nobody has asked for the accounts yet.
    expect(second.warnings).toHaveLength(2);
    for (const warning of second.warnings) {
      expect(warning).toMatch(/^Account [\da-f]{16} breaks a rule that came later: 7 already/);
    }
    expect(await add(second.mock, 'one', 7, 'third')).toBe(409);
    expect(await add(second.mock, 'one', 8, 'left')).toBe(200);
    await second.mock.close();
    const numbers = ['7', '7', '8'].map((key) => `one-desk-a-number ${key}`);
    expect(await claimsOf(given)).toEqual(numbers);

    const third = await start(given, oneName);
    expect(third.warnings).toMatchObject([expect.stringContaining('left already belongs to 1')]);
    expect(await add(third.mock, 'other', 7, 'third')).toBe(200);
    expect(await add(third.mock, 'other', 9, 'right')).toBe(409);
    await third.mock.close();
    expect(await claimsOf(given)).toEqual([...byName, 'one-desk-a-name "third"']);
  });

  stored('claims follow the rules of a document that is loaded anew', async () => {
    const given = await openStore();
    const { mock, warnings } = await start(given, oneName);
    for (const name of ['left', 'right']) await add(mock, 'one', 7, name);
    writeDesks(given.folder, oneNumber);
    await mock.reload();
    expect(warnings).toMatchObject([expect.stringContaining('7 already belongs to 1')]);
    expect(await add(mock, 'one', 7, 'third')).toBe(409);
    expect(await add(mock, 'one', 8, 'left')).toBe(200);
    await mock.close();
    expect(await claimsOf(given)).toEqual(['one-desk-a-number 7', 'one-desk-a-number 8']);
  });

  stored(
    'the claims of an account that only the new document has seen are stored at once',
    async () => {
      const given = await openStore();
      const { mock } = await start(given, oneName);
      await add(mock, 'one', 7, 'left');
      writeDesks(given.folder, oneNumber);
      await mock.reload();
      await mock.close();
      expect(await claimsOf(given)).toEqual(['one-desk-a-number 7']);
    },
  );
});
