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

// A name with `/` or `~` is escaped in a JSON Pointer, and no less a name.

const [plain = '', ...others] = fieldNames;
const paths = ['lines', 'teams', 'desks', 'halls'];

/** The verdict on a provider that does what one contract says, by another. */
function judged(
  done: NamedFields,
  promised: NamedFields,
  only?: VerifyOptions['only'],
): Promise<Report> {
  return written(done, async (own) => {
    const mock = await createMock({ spec: own });
    try {
      const provider = await mock.listen();
      return await written(promised, (spec) =>
        // How long it takes on a busy machine is not what is tested.
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
const unlimited = outcomes(await judged(without('x-unique', plainly), plainly));

test('a provider that knows no uniqueness is broken in every resource', () => {
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

describe.each(others)('where the fields are called %j', (name) => {
  const promised = namedFields(name);

  test('a provider that knows no uniqueness breaks what it does with a plain name', async () => {
    expect(outcomes(await judged(without('x-unique', promised), promised))).toEqual(unlimited);
  });

  test('a provider that lets an immutable field be changed is broken', async () => {
    const done = without('x-immutable', promised);
    const { verdict, results } = await judged(done, promised, 'exploration');
    expect({ verdict, said: results.map(({ message }) => message) }).toEqual({
      verdict: 'broken',
      said: paths.map(
        (path) => `PUT /${path}/{id} was accepted (200), and changes what has to stay as it is.`,
      ),
    });
  });

  test('the mock keeps what its own contract promises', async () => {
    expect((await judged(promised, promised, 'exploration')).verdict).toBe('kept');
  });
});

test.each(['a~b', '~1', 'id'])('an identity that is called %j and lent has a rule', async (id) => {
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
});
