import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContractDefect, loadCatalogue, loadContract, ownContract } from '../../../spec/index.ts';
import { ownPact } from './under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-'));
  cpSync(dirname(ownContract), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the catalogue has every provider state of the pact, with all its values', async () => {
  const { states } = loadCatalogue(await loadContract(ownContract));
  const pact = JSON.parse(readFileSync(ownPact, 'utf8')) as {
    interactions: { providerStates: { name: string; params: Record<string, string> }[] }[];
  };
  for (const { name, params } of pact.interactions.flatMap((one) => one.providerStates)) {
    const state = states.find(({ says }) => says === name);
    expect(Object.keys(state?.values ?? {})).toEqual(expect.arrayContaining(Object.keys(params)));
  }
});

const defects = [
  {
    says: 'an unknown field',
    old: '    given:\n',
    now: '    giving:\n',
    want: /provider-states\.yaml:\d+: \/states\/1 has an unknown "giving"; correct it/,
  },
  {
    says: 'two states with the same name',
    old: 'a second rule that holds',
    now: 'a rule that holds',
    want: /provider-states\.yaml:\d+: there are two states "a rule that holds a number and a group"; keep one of them\.$/,
  },
  {
    says: 'an unknown request',
    old: 'like: add-both',
    now: 'like: add-all',
    want: /provider-states\.yaml:\d+: there is no request "add-all"; name one of add, /,
  },
  {
    says: 'a value of an unknown kind',
    old: 'sip: "{sip.1}"',
    now: 'sip: "{fax.1}"',
    want: /provider-states\.yaml:\d+: \{fax\.1\} stands for nothing here; use number\.1, .+, or create it in an earlier step\.$/,
  },
  {
    says: 'a value that is not a name',
    old: 'sip: "{sip.1}"',
    now: 'sip: "608"',
    want: /provider-states\.yaml:\d+: \/states\/3\/values\/sip must be like /,
  },
];

test.each(defects)('$says is reported with its place and a remedy', async ({ old, now, want }) => {
  const file = join(folder, 'provider-states.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(old);
  writeFileSync(file, text.replace(old, now));
  const contract = await loadContract(join(folder, 'openapi.yaml'));
  expect(() => loadCatalogue(contract)).toThrow(ContractDefect);
  expect(() => loadCatalogue(contract)).toThrow(want);
});
