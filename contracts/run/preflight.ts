import {
  actionOf,
  classify,
  type IdentifierKind,
  identityIn,
  type Resource,
} from '../../spec/index.ts';
import { rowName } from '../model/operations.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { reservedClaims } from '../provider/key-claims.ts';
import { declaresMock } from '../provider/mock-declaration.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody, NoBody } from '../provider/request-body.ts';
import { valuesAt } from '../provider/values.ts';
import { withContext } from '../provider/with-context.ts';
import { recordExisting } from './leftovers.ts';
import { recordLent } from './lent-items.ts';
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
  await withdrawDefaults(provider);
  await learnUnknownPath(provider);
  await recordLent(provider);
  for (const resource of provider.contract.resources) {
    if (resource.actions.add === undefined) {
      await findMissingRead(provider, resource);
      continue;
    }
    recordUnbuildable(provider, resource);
    const taken = await excludeTaken(provider, resource);
    notes.push(...taken);
    const problem = await findProblem(provider, resource, resource.actions.add, taken);
    if (problem !== undefined) provider.unusable.set(resource, problem);
  }
  assertSomeUsable(provider);
  for (const [{ actions }, { message }] of provider.unusable) {
    const isMissing = actions.add !== undefined && provider.missingOperations.has(actions.add);
    if (!isMissing) notes.push(message);
  }
  notes.push(...(await unknownReferences(provider)));
  for (const kind of provider.catalogue.identifiers) {
    if (items && kind.item !== undefined) notes.push(...(await checkItem(provider, kind)));
  }
  for (const operation of provider.missingOperations) {
    notes.push(`The provider has no ${rowName(operation)}; checks that need it are skipped.`);
  }
  return notes;
}

// On an account that may be real nothing is changed but what somebody lent for it.
async function withdrawDefaults(provider: Provider): Promise<void> {
  const risky = [...provider.pools.values()].filter(
    ({ kind, explicit }) => kind['mock-only'] === true && !explicit,
  );
  if (risky.length === 0 || (await declaresMock(provider))) return;
  for (const pool of risky) pool.withdraw();
}

// Not every provider says 404 where it has nothing.
async function learnUnknownPath(provider: Provider): Promise<void> {
  const list = provider.contract.resources.find(
    ({ actions, parents }) => actions.list && !parents.length,
  );
  if (list?.actions.list === undefined) return;
  const request = provider.buildRequest({ operation: list.actions.list });
  const path = `/no-such-path-${provider.firstNumber}`;
  const { response } = await provider.transport.send({ ...request, path }, 'an unknown path');
  if (response && response.status >= 200 && classify(response) === 'refused') {
    provider.unknownPath = response;
  }
}

// Where an item is listed, a 404 for it says that it cannot be read.
async function findMissingRead(provider: Provider, resource: Resource): Promise<void> {
  const { list, read } = resource.actions;
  const path = parentPathOf(provider.contract, resource);
  if (!list || !read || !provider.isOptional(read) || path === undefined) return;
  const listed = await provider.send({ operation: list, path, note: 'what exists' });
  const identity = identityIn(resource, [listed.item].flat()[0]);
  if (identity === undefined) return;
  const at = { ...path, [resource.identity.parameter]: identity };
  const seen = await provider.send({ operation: read, path: at, note: 'can it be read?' });
  if (isMissing(seen)) provider.missingOperations.add(read);
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
function assertSomeUsable({ contract, unusable }: Provider): void {
  const addable = contract.resources.filter(({ actions }) => actions.add !== undefined);
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

// Only default test data may name an item that the account does not have.
async function checkItem(provider: Provider, kind: IdentifierKind): Promise<string[]> {
  const pool = provider.pools.get(kind.name);
  const resource = provider.contract.resources.find(({ collection }) => collection === kind.item);
  if (resource === undefined || pool === undefined || pool.explicit || pool.all.length === 0) {
    return [];
  }
  const edits = provider.catalogue.cases.filter(
    ({ request, given, needs }) =>
      needs.has(kind.name) &&
      actionOf(provider.contract, request.operation)?.action === 'edit' &&
      given.length === 0 &&
      request.expect.mock < 300,
  );
  for (const { needs, request } of edits) {
    const { exchange } = await withContext(provider, needs, (context) =>
      context.runStep(request, 'does it exist?'),
    );
    assertReachable(provider, exchange);
    if (exchange.response?.status !== 404) return [];
  }
  if (edits.length === 0) return [];
  pool.exclude(new Set(pool.all));
  return [
    `The account has no ${kind.item}/${pool.all.join(', ')}; name one by --${kind.flag}, or none.`,
  ];
}
