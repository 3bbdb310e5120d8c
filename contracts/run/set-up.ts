import {
  classify,
  cutText,
  type IdentifierKind,
  isObject,
  type JsonObject,
  type Operation,
  operationName,
  parseJson,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { parentOf } from '../model/parent-path.ts';
import { otherForms } from '../provider/accepted-form.ts';
import {
  exclusiveKinds,
  freeClaims,
  needsToAdd,
  openCollection,
  removeNested,
} from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { CallResult, Provider, SetUpProblem } from '../provider/provider.ts';
import { documentedBody, NoBody } from '../provider/request-body.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { withContext } from '../provider/with-context.ts';
import { assertReachable } from './reachable.ts';

/** Adds an item to a resource and deletes it; returns why its checks cannot be set up, if they cannot. */
export async function findProblem(
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
  if (
    first !== undefined &&
    provider.isOptional(add) &&
    refusals.every((one) => provider.isUnknownPath(one.response))
  ) {
    provider.missingOperations.add(add);
    return { outcome: 'skipped', message: `The provider has no ${operationName(add)}.` };
  }
  const [problem] = problems;
  if (first === undefined) {
    return problem && { ...problem, message: [...taken, problem.message].join(' ') };
  }
  if (await acceptsOtherForms(provider, resource, add)) return undefined;
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
): Promise<Exchange | SetUpProblem | undefined> {
  const { provider } = context;
  const parents = context.items.length;
  const json = documentedBody(provider, resource, 'add', freeClaims(context, resource));
  const result = await context.send({ operation: add, path, json, note: 'can it be set up?' });
  assertReachable(provider, result.exchange);
  if (result.outcome !== 'accepted') return result.exchange;
  const item = context.items[parents];
  if (item === undefined && resource.bodies.add?.response === undefined) {
    const message = `The document shows no item in the response to ${operationName(add)}, and no Location named one, so nobody knows what was added.`;
    return { outcome: 'skipped', message };
  }
  // The response may have the identity alone.
  for (const [name, value] of Object.entries(json)) {
    if (item !== undefined && !item.holds.has(name)) item.holds.set(name, value);
  }
  const { read, delete: remove } = resource.actions;
  // A response that names an item from before the run proves nothing; nothing is sent to that item.
  const isOwn = item !== undefined && provider.ledger.isOwn(resource, path, item.identity);
  if (isOwn && read !== undefined && provider.isOptional(read)) {
    const seen = await context.send({ operation: read, path: item.path, note: 'can it be read?' });
    if (isMissing(seen)) provider.missingOperations.add(read);
  }
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

// A field may be a number or text, and the provider accept one of them.
async function acceptsOtherForms(
  provider: Provider,
  resource: Resource,
  add: Operation,
): Promise<boolean> {
  const forms = otherForms(resource, documentedBody(provider, resource, 'add', []));
  if (forms.size === 0) return false;
  const before = provider.acceptedForms;
  provider.acceptedForms = new Map([...before, ...forms]);
  const kinds = exclusiveKinds(provider.catalogue, resource);
  const found = await tryToAdd(provider, resource, add, kinds).catch(problemOf);
  if (found === undefined) return true;
  provider.acceptedForms = before;
  return false;
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

/** Whether the provider seems to lack the operation that it was asked for. */
export function isMissing({ exchange: { response }, outcome }: CallResult): boolean {
  if (response === undefined) return false;
  return (
    [403, 404, 405, 501].includes(response.status) ||
    (outcome === 'refused' && /-32601/.test(response.body))
  );
}

function tokenProblem(
  provider: Provider,
  { collection }: Resource,
  refusals: readonly Exchange[],
): string | undefined {
  const statuses = refusals.map(({ response }) => response?.status);
  if (!statuses.every((status) => status === 401 || status === 403)) return undefined;
  const why = provider.tokens.first === undefined ? 'no token was given' : 'the token is refused';
  const said = detailOf(refusals[0]);
  const quoted = said === undefined ? '' : ` It says: ${provider.redaction.text(said)}`;
  return `The provider refuses every addition to ${collection} (${statuses[0]}): ${why}. Give the account's token by --token.${quoted}`;
}

/** What problem details (RFC 9457) say; undefined if the response is something else. */
function detailOf(exchange: Exchange | undefined): string | undefined {
  const { body = '', headers = {} } = exchange?.response ?? {};
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined;
  const problem = parseJson(body);
  const detail = isObject(problem) ? problem.detail : undefined;
  return typeof detail === 'string' ? cutText(detail, 200, '...', 197) : undefined;
}

function excerpt({ redaction }: Provider, exchange: Exchange | undefined): string {
  const body = redaction
    .bodyText(exchange?.response?.body ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(body, 120, '...', 117) || 'without a body';
}
