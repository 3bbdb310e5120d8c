import {
  classify,
  cutText,
  type IdentifierKind,
  identityIn,
  type JsonObject,
  type Operation,
  operationName,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { parentPathOf } from '../model/parent-path.ts';
import {
  exclusiveKinds,
  freeClaims,
  needsToAdd,
  openCollection,
  parentOf,
  removeNested,
} from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import { reservedClaims } from '../provider/key-claims.ts';
import type { CallResult, Provider, SetUpProblem } from '../provider/provider.ts';
import { documentedBody, NoBody } from '../provider/request-body.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { valuesAt } from '../provider/values.ts';
import { withContext } from '../provider/with-context.ts';
import { recordExisting } from './leftovers.ts';
import { whyUnreachable } from './reachable.ts';

/** The provider cannot be reached or set up, so nothing can be judged; the message says why. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

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
  for (const resource of provider.contract.resources) {
    if (resource.actions.add === undefined) continue;
    recordUnbuildable(provider, resource);
    const taken = await excludeTaken(provider, resource);
    notes.push(...taken);
    const problem = await findProblem(provider, resource, resource.actions.add, taken);
    if (problem !== undefined) provider.unusable.set(resource, problem);
  }
  assertSomeUsable(provider);
  for (const { message } of provider.unusable.values()) notes.push(message);
  for (const kind of provider.catalogue.identifiers) {
    if (items && kind.item !== undefined) notes.push(...(await checkItem(provider, kind)));
  }
  for (const operation of provider.missingOperations) {
    const name = operationName(operation);
    notes.push(`The provider has no ${name}; checks that need it are skipped.`);
  }
  return notes;
}

function recordUnbuildable(provider: Provider, resource: Resource): void {
  const { edit } = resource.actions;
  if (edit === undefined) return;
  try {
    documentedBody(provider, resource, 'edit', []);
  } catch (error) {
    if (!(error instanceof NoBody)) throw error;
    provider.unbuildable.add(edit);
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

async function findProblem(
  provider: Provider,
  resource: Resource,
  add: Operation,
  taken: readonly string[],
): Promise<SetUpProblem | undefined> {
  const kinds = exclusiveKinds(provider.catalogue, resource);
  const combinations = kinds.length > 1 ? [kinds, ...kinds.map((kind) => [kind])] : [kinds];
  const refusals: Exchange[] = [];
  const problems: SetUpProblem[] = [];
  for (const combination of combinations) {
    const found = await tryToAdd(provider, resource, add, combination).catch(problemOf);
    if (found === undefined) return undefined;
    provider.kindsToAdd.delete(resource);
    if ('request' in found) refusals.push(found);
    else problems.push(found);
  }
  if (refusals.some(({ response }) => classify(response) === 'fault')) return undefined;
  const [first] = refusals;
  const [problem] = problems;
  if (first === undefined) {
    return problem && { ...problem, message: [...taken, problem.message].join(' ') };
  }
  const token = tokenProblem(provider, resource, refusals);
  if (token !== undefined) return { outcome: 'inconclusive', message: token };
  if (await acceptsDeviation(provider, add)) return undefined;
  const message = `The provider refuses every addition to ${resource.collection} (${first.response?.status}: ${excerpt(provider, first)}). Are the identifiers of the test data in the account, and free?`;
  return { outcome: 'inconclusive', message };
}

// What is missing here is no fault of the provider's.
function problemOf(error: unknown): SetUpProblem {
  if (error instanceof TooFewIdentifiers || error instanceof SetUpFailure)
    return { outcome: 'inconclusive', message: error.message };
  if (!(error instanceof NoTestData) && !(error instanceof NoBody)) throw error;
  return { outcome: 'skipped', message: error.message };
}

// Adds an item with an identifier of each kind, and deletes it; returns the exchange if it is refused.
async function tryToAdd(
  provider: Provider,
  resource: Resource,
  add: Operation,
  kinds: readonly IdentifierKind[],
): Promise<Exchange | SetUpProblem | undefined> {
  provider.kindsToAdd.set(resource, kinds);
  return withContext(provider, needsToAdd(provider, resource), async (context) => {
    const path = await openCollection(context, resource);
    if (path === undefined) return noParent(provider, resource);
    const found = await addAndDelete(context, resource, add, path);
    await removeNested(context);
    return found;
  });
}

async function addAndDelete(
  context: CheckContext,
  resource: Resource,
  add: Operation,
  path: JsonObject,
): Promise<Exchange | undefined> {
  const { provider } = context;
  const parents = context.items.length;
  const json = documentedBody(provider, resource, 'add', freeClaims(context, resource));
  const result = await context.send({ operation: add, path, json, note: 'can it be set up?' });
  assertReachable(provider, result.exchange);
  if (result.outcome !== 'accepted') return result.exchange;
  const item = context.items[parents];
  // The response may have the identity alone.
  for (const [name, value] of Object.entries(json)) {
    if (item !== undefined && !item.holds.has(name)) item.holds.set(name, value);
  }
  const remove = resource.actions.delete;
  // A response that names an item from before the run proves nothing; nothing is sent to that item.
  const isOwn = item !== undefined && provider.ledger.isOwn(resource, path, item.identity);
  if (remove === undefined || !isOwn) return undefined;
  const call = { operation: remove, path: item.path, note: 'can it be undone?' };
  const deleted = await context.send(call);
  if (provider.isOptional(remove) && isMissing(deleted)) provider.missingOperations.add(remove);
  return undefined;
}

function noParent({ contract, unusable }: Provider, resource: Resource): SetUpProblem {
  const parent = parentOf(contract, resource);
  const why = parent === undefined ? undefined : unusable.get(parent);
  const { outcome = 'skipped' } = why ?? {};
  return { outcome, message: `There is no item to add to ${resource.collection} in.` };
}

// If the provider accepts an undocumented request but not the documented one, the test data is fine.
async function acceptsDeviation(provider: Provider, operation: Operation): Promise<boolean> {
  const deviations = provider.catalogue.cases.filter(
    ({ request, given }) =>
      request.operation === operation &&
      given.length === 0 &&
      request.expect.verifier === 'open' &&
      request.expect.mock >= 400,
  );
  for (const { needs, request } of deviations) {
    const { outcome } = await withContext(provider, needs, (context) =>
      context.runStep(request, 'is a deviation accepted?'),
    );
    if (outcome === 'accepted') return true;
  }
  return false;
}

// Only default test data may name an item that the account does not have.
async function checkItem(provider: Provider, kind: IdentifierKind): Promise<string[]> {
  const pool = provider.pools.get(kind.name);
  const resource = provider.contract.resources.find(({ collection }) => collection === kind.item);
  const edit = resource?.actions.edit;
  if (edit === undefined || pool === undefined || pool.explicit || pool.all.length === 0) return [];
  const edits = provider.catalogue.cases.filter(
    ({ request, given }) =>
      request.operation === edit && given.length === 0 && request.expect.mock < 300,
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

function isMissing({ exchange: { response }, outcome }: CallResult): boolean {
  if (response === undefined) return false;
  return (
    [403, 404, 405, 501].includes(response.status) ||
    (outcome === 'refused' && /-32601/.test(response.body))
  );
}

function assertReachable({ transport, redaction }: Provider, exchange: Exchange): void {
  const why = whyUnreachable(transport, exchange);
  if (why !== undefined) throw new Unreachable(redaction.text(why));
}

function tokenProblem(
  provider: Provider,
  { collection }: Resource,
  refusals: readonly Exchange[],
): string | undefined {
  const statuses = refusals.map(({ response }) => response?.status);
  if (!statuses.every((status) => status === 401 || status === 403)) return undefined;
  const why = provider.tokens.first === undefined ? 'no token was given' : 'the token is refused';
  return `The provider refuses every addition to ${collection} (${statuses[0]}): ${why}. Give the account's token by --token.`;
}

function excerpt({ redaction }: Provider, exchange: Exchange | undefined): string {
  const body = redaction
    .bodyText(exchange?.response?.body ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(body, 120, '...', 117) || 'without a body';
}
