import { describe, expect, test } from 'vitest';
import { type ContractView, contractView } from '../../mocks/control/contract-view.ts';
import { annotate } from '../../mocks/explorer/documentation/annotate.ts';
import { findReferences } from '../../mocks/explorer/doubts/doubt-references.ts';
import { coveredField, findClaims, findConflict } from '../../mocks/explorer/state/claims.ts';
import { english } from '../../mocks/explorer/texts/english.ts';
import { rangeOf } from '../../mocks/explorer/ui/json-ranges.ts';
import { formatPointer, loadContract, ownContract, type Seed, valueAt } from '../../spec/index.ts';
import { fieldNames, namedFields, written } from '../fixtures/named-fields.ts';

function shown(name: string): Promise<ContractView> {
  return written(namedFields(name), async (file) =>
    contractView(await loadContract(file), undefined),
  );
}

describe.each(fieldNames)('the page handles a field named %j', (name) => {
  test(`the editor marks an error in the field ${JSON.stringify(name)}`, () => {
    const text = JSON.stringify({ first: 1, [name]: [{ [name]: 7 }] });
    const { from, to } = rangeOf(text, formatPointer([name, 0, name]));
    expect(text.slice(from, to)).toBe(`${JSON.stringify(name)}:7`);
  });

  test(`the State view finds claims and conflicts of the field ${JSON.stringify(name)}`, async () => {
    const { resources } = await shown(name);
    const facts = { [name]: 'oak' };
    const seed: Seed = {
      '/teams': { items: [{ id: 1, [name]: [3, 7] }] },
      '/desks': { items: [{ id: 2, [name]: { [name]: 7 }, facts }] },
    };
    const all = findClaims(seed, resources);
    const claims = (path: string) =>
      all.find(({ resource }) => resource.collection === path)?.items[0]?.claims;
    expect(claims('/teams')?.['teams-1']).toMatchObject([
      { value: 3, pointer: formatPointer([name, 0]) },
      { value: 7, pointer: formatPointer([name, 1]) },
    ]);
    expect(claims('/desks')?.['desks-1']).toMatchObject([
      { value: 7, pointer: formatPointer([name, name]), within: 'oak' },
    ]);
    const conflict = { rule: 'teams-1', value: 7, owner: 1 };
    expect(findConflict(all, conflict, '/teams')?.claim.pointer).toBe(formatPointer([name, 1]));
  });

  test(`the State view shows the field ${JSON.stringify(name)} once where its claims are complete`, async () => {
    const { resources } = await shown(name);
    expect(resources.map(({ unique }) => unique.flatMap(coveredField))).toEqual([
      [name],
      [name, `${name}, other`],
      [],
      [],
    ]);
  });

  test(`the Doubts view finds a doubt about the field ${JSON.stringify(name)}`, async () => {
    const contract = await shown(name);
    const steps = ['components', 'schemas', 'lines', 'properties', name];
    const document = structuredClone(contract.document);
    Object.assign(valueAt(document, formatPointer(steps)) as object, { 'x-doubt': ['D1'] });
    expect(findReferences('D1', { ...contract, document })).toEqual([
      { pointer: formatPointer(steps), label: `lines › ${name}`, operation: undefined },
    ]);
  });
});

test('the documentation shows the notes of a response that is defined at another operation', async () => {
  const contract = await shown('number');
  const document = structuredClone(contract.document);
  const [at, steps] = [
    ['paths', '/lines', 'post', 'responses'],
    ['paths', '/teams/{id}', 'put', 'responses', '409'],
  ];
  Object.assign(valueAt(document, formatPointer(steps)) as object, { 'x-doubt': ['D1'] });
  Object.assign(valueAt(document, formatPointer(at)) as object, {
    409: { $ref: `#${encodeURI(formatPointer(steps))}` },
  });
  const { doubts } = contractView(await loadContract(ownContract), undefined);
  const annotated = annotate({ ...contract, words: english.documentation, document, doubts });
  expect(valueAt(annotated, formatPointer(['paths', '/lines', 'post', 'description']))).toContain(
    '[D1](#/doubts/D1) ',
  );
});
