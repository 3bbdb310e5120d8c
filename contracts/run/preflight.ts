import type { IdentifierKind, Operation, Resource } from '../../spec/index.ts';
import { cutText } from '../../spec/index.ts';
import { readExchange } from '../http/classify.ts';
import type { Exchange } from '../http/exchange.ts';
import { placesOf } from '../model/key-fields.ts';
import { homeOf } from '../model/parent-path.ts';
import { lentClaims } from '../provider/key-claims.ts';
import type { Provider, Told } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { valuesAt } from '../provider/values.ts';
import { withScene } from '../provider/with-context.ts';

/** The provider could not be reached or set up, so that nothing can be judged. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/**
 * Finds out whether the provider can be verified at all, which of the operations that it need not
 * have it lacks, and which of the lent identifiers are taken already.
 * With `items` it also looks whether the lent items are there.
 * @returns what the reader should know, a sentence each
 * @throws Unreachable when there is no connection, or the token is refused
 */
export async function preflight(provider: Provider, items = true): Promise<string[]> {
  const notes: string[] = [];
  for (const resource of provider.contract.resources) {
    // Of what is inside of others only what can be explored is tried.
    const inside = resource.parents.length > 0 && placesOf(provider, resource).length === 0;
    if (inside || resource.actions.add === undefined) continue;
    notes.push(...(await leaveOutTaken(provider, resource)));
    notes.push(...(await tryToAdd(provider, resource)));
  }
  for (const kind of provider.catalogue.identifiers) {
    if (items && kind.item !== undefined) notes.push(...(await tryItem(provider, kind)));
  }
  for (const operation of provider.lacks) {
    notes.push(
      `The provider has no ${operation.method.toUpperCase()} ${operation.path}; what needs it is skipped.`,
    );
  }
  return notes;
}

// What is held already is somebody else's.
async function leaveOutTaken(provider: Provider, resource: Resource): Promise<string[]> {
  const operation = resource.actions.list;
  if (operation === undefined) return [];
  const home = homeOf(provider.contract, resource) ?? {};
  return withScene(provider, new Map(), async (scene) => {
    const told = await scene.ask({ operation, path: home, note: 'what is there' });
    demandReachable(provider, told.exchange);
    if (provider.mayLack(operation) && isMissing(told)) {
      provider.lacks.add(operation);
      return [];
    }
    const shown = (await scene.list(resource)) ?? [];
    return lentClaims(scene, resource).flatMap(({ kind, steps }) => {
      const pool = provider.pools.get(kind);
      const held = new Set(shown.flatMap((one) => valuesAt(one, steps)));
      const taken = pool?.leaveOut(held as Set<number>) ?? 0;
      const flag = pool?.kind.flag;
      return taken === 0 ? [] : [`${taken} of --${flag} are in use already and are not touched.`];
    });
  });
}

async function tryToAdd(provider: Provider, resource: Resource): Promise<string[]> {
  const { add, delete: remove } = resource.actions;
  if (add === undefined) return [];
  const home = homeOf(provider.contract, resource) ?? {};
  const kinds = provider.catalogue.identifiers.filter(
    (kind) => kind.exclusive && kind.fills.some((one) => one.collection === resource.collection),
  );
  const combinations = kinds.length > 1 ? [kinds, ...kinds.map((kind) => [kind])] : [kinds];
  const refusals: Exchange[] = [];
  for (const combination of combinations) {
    const accepted = await withScene(
      provider,
      new Map(combination.map((kind) => [kind.name, 1])),
      async (scene) => {
        const claims = lentClaims(scene, resource).map(({ steps, ids }) => ({
          steps,
          values: ids,
        }));
        const json = documentedBody(provider, resource, 'add', claims);
        const told = await scene.ask({
          operation: add,
          path: home,
          json,
          note: 'can it be set up',
        });
        demandReachable(provider, told.exchange);
        if (told.reading.kind !== 'accepted') {
          refusals.push(told.exchange);
          return false;
        }
        const [item] = scene.items;
        // An answer that names the new item alone leaves open what it holds.
        for (const [name, value] of Object.entries(json)) {
          if (item !== undefined && !item.holds.has(name)) item.holds.set(name, value);
        }
        if (remove === undefined || item === undefined) return true;
        const { path } = item;
        const deleted = await scene.ask({ operation: remove, path, note: 'can it be undone' });
        if (provider.mayLack(remove) && isMissing(deleted)) provider.lacks.add(remove);
        return true;
      },
    );
    if (accepted) return [];
  }
  demandToken(provider, refusals);
  if (refusals.some((exchange) => readExchange(exchange).kind === 'fault')) return [];
  if (await acceptsDeviation(provider, add)) return [];
  const [first] = refusals;
  throw new Unreachable(
    `The provider refuses every addition to ${resource.collection} (${first?.answer?.status}: ${excerpt(provider, first)}). Are the identifiers that were lent those of the account, and free?`,
  );
}

/**
 * Whether a request that deviates from the documentation is accepted where the documented one is
 * not: then what was lent is not to blame.
 */
async function acceptsDeviation(provider: Provider, operation: Operation): Promise<boolean> {
  const deviations = provider.catalogue.cases.filter(
    ({ request, given }) =>
      request.operation === operation &&
      given.length === 0 &&
      request.expect.verifier === 'open' &&
      request.expect.mock >= 400,
  );
  for (const one of deviations) {
    const kind = await withScene(provider, one.needs, async (scene) => {
      const { reading } = await scene.perform(one.request, 'is a deviation accepted');
      return reading.kind;
    });
    if (kind === 'accepted') return true;
  }
  return false;
}

// An item that was lent has to be there. Of the default it is not known that it is.
async function tryItem(provider: Provider, kind: IdentifierKind): Promise<string[]> {
  const pool = provider.pools.get(kind.name);
  const resource = provider.contract.resources.find(({ collection }) => collection === kind.item);
  const edit = resource?.actions.edit;
  if (edit === undefined || pool === undefined || pool.explicit || pool.lent.length === 0)
    return [];
  const right = provider.catalogue.cases.filter(
    ({ request, given }) =>
      request.operation === edit && given.length === 0 && request.expect.mock < 300,
  );
  for (const one of right) {
    const told = await withScene(provider, one.needs, (scene) =>
      scene.perform(one.request, 'is it there'),
    );
    demandReachable(provider, told.exchange);
    if (told.exchange.answer?.status !== 404) return [];
  }
  if (right.length === 0) return [];
  pool.leaveOut(new Set(pool.lent));
  return [
    `There is no ${kind.item}/${pool.lent.join(', ')} in the account; name one by --${kind.flag}, or none.`,
  ];
}

function isMissing({ exchange, reading }: Told): boolean {
  const { answer } = exchange;
  if (answer === undefined) return false;
  return (
    [403, 404, 405, 501].includes(answer.status) ||
    (reading.kind === 'refused' && /-32601/.test(answer.body))
  );
}

function demandReachable(provider: Provider, exchange: Exchange): void {
  if (exchange.answer !== undefined || provider.transport.answered > 0) return;
  throw new Unreachable(
    `The provider could not be reached: ${exchange.failure}. Is the URL right, and does it run?`,
  );
}

function demandToken(provider: Provider, refusals: readonly Exchange[]): void {
  const statuses = refusals.map(({ answer }) => answer?.status);
  if (!statuses.every((status) => status === 401 || status === 403)) return;
  const had = provider.tokens.first === undefined ? 'no token was given' : 'the token is refused';
  throw new Unreachable(
    `The provider refuses to add anything (${statuses[0]}): ${had}. Give the account's own by --token.`,
  );
}

function excerpt({ redaction }: Provider, exchange: Exchange | undefined): string {
  const body = redaction
    .bodyText(exchange?.answer?.body ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(body, 120, '...', 117) || 'without a body';
}
