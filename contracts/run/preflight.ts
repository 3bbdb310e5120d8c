import {
  type IdentifierKind,
  identityIn,
  type Operation,
  operationName,
  type Resource,
} from '../../spec/index.ts';
import { rowName } from '../model/operations.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { reservedClaims } from '../provider/key-claims.ts';
import { declaresMock } from '../provider/mock-declaration.ts';
import type { Call, Provider, SetUpProblem } from '../provider/provider.ts';
import { documentedBody, NoBody } from '../provider/request-body.ts';
import { valuesAt } from '../provider/values.ts';
import { withContext } from '../provider/with-context.ts';
import { recordExisting } from './leftovers.ts';
import { readLentItems } from './put-back.ts';
import { assertReachable, Unreachable } from './reachable.ts';
import { findProblem, isMissing } from './set-up.ts';
import { unknownReferences } from './unknown-references.ts';

/**
 * Finds out whether the provider can be verified, which optional operations it lacks, and which test
 * data is in use already.
 * @param items whether to test that the items of the test data exist
 * @returns notes for the report, a sentence each
 * @throws Unreachable if there is no connection, the token is refused, or nothing can be added
 */
export async function preflight(provider: Provider, items = true): Promise<string[]> {
  const notes: string[] = [];
  await recordExisting(provider, (exchange) => assertReachable(provider, exchange));
  const ofMocks = [...provider.pools.values()].filter(({ kind, explicit }) => {
    return kind.mockOnly && !explicit;
  });
  if (ofMocks.length > 0 && (await declaresMock(provider))) {
    for (const pool of ofMocks) pool.lendDefault();
  }
  for (const resource of provider.contract.resources) {
    await findMissing(provider, resource);
    const { add } = resource.actions;
    if (add === undefined) continue;
    recordUnbuildable(provider, resource);
    const taken = await excludeTaken(provider, resource);
    notes.push(...taken);
    // Another path may add to the collection, too.
    const others = resource.others.filter((one) => one.actions.add !== add);
    for (const view of [resource, ...others]) {
      const operation = view.actions.add ?? add;
      const lack = provider.ledger.lackFor(operation);
      const problem: SetUpProblem | undefined =
        lack === undefined
          ? await findProblem(provider, view, operation, taken)
          : {
              outcome: 'skipped',
              message: `${operationName(operation)} is not sent. ${lack}`,
            };
      if (problem !== undefined) provider.unusable.set(view, problem);
    }
    await findMissingDelete(provider, resource);
  }
  assertSomeUsable(provider);
  for (const message of new Set([...provider.unusable.values()].map((one) => one.message))) {
    notes.push(message);
  }
  await readLentItems(provider);
  for (const kind of provider.catalogue.identifiers) {
    if (items && kind.item !== undefined) notes.push(...(await checkItem(provider, kind)));
  }
  notes.push(...(await unknownReferences(provider)));
  for (const operation of provider.missingOperations) {
    notes.push(`The provider has no ${rowName(operation)}; checks that need it are skipped.`);
  }
  return notes;
}

function recordUnbuildable(provider: Provider, resource: Resource): void {
  for (const action of ['edit', 'patch'] as const) {
    const operation = resource.actions[action];
    try {
      if (operation !== undefined) documentedBody(provider, resource, action, []);
    } catch (error) {
      if (operation === undefined || !(error instanceof NoBody)) throw error;
      provider.unbuildable.add(operation);
    }
  }
}

// If everything is refused, the test data is wrong rather than the provider.
function assertSomeUsable({ contract, unusable, missingOperations }: Provider): void {
  const addable = contract.resources.filter(
    ({ actions: { add } }) => add !== undefined && !missingOperations.has(add),
  );
  const problems = addable.map((resource) => unusable.get(resource));
  const refused = problems.find((one) => one?.outcome === 'inconclusive');
  if (refused !== undefined && problems.every((one) => one !== undefined)) {
    throw new Unreachable(refused.message);
  }
}

// Identifiers in use are somebody else's.
async function excludeTaken(provider: Provider, resource: Resource): Promise<string[]> {
  const operation = resource.actions.list;
  if (operation === undefined) return [];
  const path = parentPathOf(provider.contract, resource);
  if (path === undefined) return [];
  return withContext(provider, new Map(), async (context) => {
    const result = await context.send({ operation, path, note: 'what exists' });
    assertReachable(provider, result.exchange);
    if (provider.isOptional(operation) && isMissing(result)) {
      provider.missingOperations.add(operation);
      return [];
    }
    const listed = (await context.list(resource)) ?? [];
    return reservedClaims(context, resource).flatMap(({ kind, steps }) => {
      const pool = provider.pools.get(kind);
      const lent = new Set<unknown>(pool?.all);
      const holders = listed.filter((one) => valuesAt(one, steps).some((id) => lent.has(id)));
      const taken = pool?.exclude(new Set(listed.flatMap((one) => valuesAt(one, steps)))) ?? 0;
      if (taken === 0) return [];
      const names = holders.map((one) => `${resource.collection}/${identityIn(resource, one)}`);
      const others = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return [
        `${taken} of --${pool?.kind.flag} are in use already and stay untouched; held by ${names.slice(0, 3).join(', ')}${others}.`,
      ];
    });
  });
}

// Records the optional operations that read without adding anything, and are missing.
async function findMissing(provider: Provider, resource: Resource): Promise<void> {
  const { add, list, read } = resource.actions;
  const path = parentPathOf(provider.contract, resource);
  if (path === undefined) return;
  const isThere = async (operation: Operation, at: Call['path'] = path, statuses?: number[]) => {
    const result = await provider.send({ operation, path: at, note: 'is it there?' });
    assertReachable(provider, result.exchange);
    if (isMissing(result, statuses)) provider.missingOperations.add(operation);
    return result.item;
  };
  const mayLack = (operation: Operation | undefined) =>
    operation !== undefined && provider.isOptional(operation);
  const listed = list && add === undefined && mayLack(list) ? await isThere(list) : undefined;
  if (read === undefined || !mayLack(read)) return;
  const lent = [...provider.pools.values()].filter(({ kind }) => kind.item === resource.collection);
  const [first] = [listed].flat();
  const identity = lent.flatMap(({ all }) => all)[0] ?? identityIn(resource, first);
  const at = { ...path, [resource.identity.parameter]: identity ?? 0 };
  // Without a list nobody knows what to read.
  if (identity === undefined && list && provider.missingOperations.has(list))
    provider.missingOperations.add(read);
  else await isThere(read, at, identity === undefined ? [405, 501] : undefined);
}

// Where nothing can be added, what deletes is asked for with an id that nothing has.
async function findMissingDelete(provider: Provider, resource: Resource): Promise<void> {
  const { add, delete: operation } = resource.actions;
  const above = parentPathOf(provider.contract, resource);
  if (add === undefined || operation === undefined || above === undefined) return;
  if (!provider.isOptional(operation)) return;
  if (!provider.missingOperations.has(add) && !provider.unusable.has(resource)) return;
  const path = { ...above, [resource.identity.parameter]: 0 };
  if (provider.ledger.lackFor(operation, resource, path) !== undefined) return;
  const result = await provider.send({ operation, path, note: 'is it there?' });
  if (isMissing(result, [405, 501])) provider.missingOperations.add(operation);
}

// Only default test data may name an item that the account does not have.
async function checkItem(provider: Provider, kind: IdentifierKind): Promise<string[]> {
  const pool = provider.pools.get(kind.name);
  const resource = provider.contract.resources.find(({ collection }) => collection === kind.item);
  if (resource === undefined || pool === undefined || pool.all.length === 0) return [];
  const isFor = ({ id }: Operation) => kind.for?.includes(id) ?? id === resource.actions.edit?.id;
  const edits = provider.catalogue.cases.filter(
    ({ request: { operation, path, expect }, given }) =>
      ['put', 'patch'].includes(operation.method) &&
      isFor(operation) &&
      path[resource.identity.parameter] === `{${kind.name}.1}` &&
      given.length === 0 &&
      expect.mock < 300,
  );
  const optional = edits.some(({ request }) => provider.isOptional(request.operation));
  if (pool.explicit && !optional) return [];
  for (const { needs, request } of edits) {
    if ([...needs.keys()].some((name) => provider.pools.get(name)?.lack !== undefined)) continue;
    const result = await withContext(provider, needs, (context) =>
      context.runStep(request, 'does it exist?'),
    );
    assertReachable(provider, result.exchange);
    const { status } = result.exchange.response ?? {};
    if (optional && isMissing(result)) provider.missingOperations.add(request.operation);
    // One that lacks a variant may take a request for a mistake in another.
    else if (status !== 404 && (!optional || result.outcome === 'accepted')) return [];
  }
  if (edits.length === 0 || pool.explicit) return [];
  if (kind.mockOnly) pool.withdraw();
  pool.exclude(new Set(pool.all));
  return [
    `The account has no ${kind.item}/${pool.all.join(', ')}; name one by --${kind.flag}, or none.`,
  ];
}
