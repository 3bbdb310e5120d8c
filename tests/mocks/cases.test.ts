import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCase } from '../../mocks/control/cases/run-case.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../mocks/http/forward.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import {
  type Identifier,
  loadCatalogue,
  loadContract,
  ownContract,
  parseIdentifiers,
  type StepAccount,
} from '../../spec/index.ts';

const contract = await loadContract(ownContract);
const { cases, identifiers } = loadCatalogue(contract);

const lent = new Map<string, readonly Identifier[]>(
  identifiers.map((kind) => [kind.name, parseIdentifiers(kind.default, kind.text)]),
);

/** Whose tokens nobody issued; to the mock each is an account of its own. */
const strangers: readonly (StepAccount | undefined)[] = [
  'unknown',
  'longer',
  'shorter',
  'other-case',
];

let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

/** Sends a request past the network. */
async function inject({
  method,
  path,
  headers,
  body,
}: ForwardedRequest): Promise<ForwardedResponse> {
  const answer = await mock.inject({
    method: method as 'PUT',
    url: path,
    headers: headers ?? {},
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: answer.statusCode, headers: {}, body: answer.payload, ms: 0 };
}

describe('the mock responds to each case of the catalogue as the catalogue says', () => {
  test.each(cases)('case $id: $says', async (one) => {
    const first = `the account of ${one.id}`;
    const run = await runCase(one, {
      contract,
      to: 'mock',
      tokens: { first, second: `second, not ${first}` },
      testData: lent,
      send: inject,
      showRequest: (request) => request,
      showAnswer: (answer) => answer,
    });
    const { given, request, then } = one;
    const said = request.expect.mock < 300 ? 'accepted' : 'refused';
    expect(run.steps.filter(({ verdict }) => verdict !== 'as-expected')).toEqual(
      then
        .filter(({ when }) => when !== undefined && when !== said)
        .map(() => expect.objectContaining({ role: 'then', verdict: 'not-sent' })),
    );
    expect(run.steps).toHaveLength(given.length + 1 + then.length);
    expect(run).toMatchObject({ verdict: 'as-expected', answered: said, says: null });
  });
});

test('the mock accepts what must be accepted, and refuses what must be refused', () => {
  const lax = cases.flatMap((one) =>
    [one.request, ...one.then].flatMap(({ account, expect: { mock, verifier } }, i) => {
      const right =
        verifier === 'open' ||
        (verifier === 'accepted' ? mock === 200 : mock >= 400 || strangers.includes(account));
      return right ? [] : [i === 0 ? one.id : `${one.id}, then ${i}`];
    }),
  );
  expect(lax).toEqual([]);
});
