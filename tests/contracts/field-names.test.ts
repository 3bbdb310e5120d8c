import { describe, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { rulesOf } from '../../contracts/model/key-fields.ts';
import { createMock } from '../../mocks/index.ts';
import { formatPointer, loadCatalogue, loadContract } from '../../spec/index.ts';
import {
  fieldNames,
  type NamedFields,
  namedFields,
  without,
  written,
} from '../fixtures/named-fields.ts';

// JSON Pointers escape `/` and `~` in names.

const [plain = '', ...others] = fieldNames;
const paths = ['lines', 'teams', 'desks', 'halls'];

/** Verifies a provider that implements one contract against another. */
function verifyMock(
  implemented: NamedFields,
  promised: NamedFields,
  only?: VerifyOptions['only'],
): Promise<Report> {
  return written(implemented, async (own) => {
    const mock = await createMock({ spec: own });
    try {
      const provider = await mock.listen();
      return await written(promised, (spec) =>
        // Long enough for a busy machine.
        verify({ provider, spec, token: 'one', only, seed: 1, runs: 15, time: 120_000 }),
      );
    } finally {
      await mock.close();
    }
  });
}

function outcomes({ verdict, summary, results }: Report) {
  return { verdict, summary, results: results.map(({ id, outcome }) => `${outcome} ${id}`) };
}

const plainly = namedFields(plain);
const unlimited = outcomes(await verifyMock(without('x-unique', plainly), plainly));

test('a provider without uniqueness rules breaks every resource', () => {
  const broken = [
    'many-items-lines',
    'many-items-teams',
    ...paths.map((path) => `exploration-${path}`),
  ];
  expect(unlimited).toMatchObject({
    verdict: 'broken',
    results: expect.arrayContaining(broken.map((id) => `broken ${id}`)),
  });
});

describe.each(others)('with fields called %j', (name) => {
  const promised = namedFields(name);

  test('a provider without uniqueness rules breaks the same promises as with plain names', async () => {
    expect(outcomes(await verifyMock(without('x-unique', promised), promised))).toEqual(unlimited);
  });

  test('a provider that changes immutable fields is broken', async () => {
    const changing = without('x-immutable', promised);
    const { verdict, results } = await verifyMock(changing, promised, 'exploration');
    expect({ verdict, messages: results.map(({ message }) => message) }).toEqual({
      verdict: 'broken',
      messages: paths.map(
        (path) => `PUT /${path}/{id} was accepted (200), although it changes an immutable field.`,
      ),
    });
  });

  test('the mock keeps the promises of its own contract', async () => {
    expect((await verifyMock(promised, promised, 'exploration')).verdict).toBe('kept');
  });
});

test.each(['a~b', '~1', 'id'])(
  'an identity called %j that the client chooses has a uniqueness rule',
  async (id) => {
    const { document, identifiers } = namedFields(plain, id);
    const fills = [{ collection: '/lines', pointer: formatPointer([id]) }];
    const named = [...identifiers, { ...identifiers[0], name: 'name', flag: 'names', fills }];
    const rules = await written({ document, identifiers: named }, async (file) => {
      const contract = await loadContract(file);
      return contract.resources.map((one) => rulesOf(loadCatalogue(contract), one));
    });
    expect(rules.flat().filter(({ name }) => name === `one-${id}-of-a-name`)).toMatchObject([
      { by: [[id]] },
    ]);
  },
);
