import { isDeepStrictEqual } from 'node:util';
import { createMock } from '../../../mocks/index.ts';
import { isObject, type JsonObject, type Seed } from '../../../spec/index.ts';
import { createPlainPrism } from '../reference-prism.ts';
import { type Change, type Client, changesOf, createAccount, headersOf } from './account.ts';
import {
  type Answer,
  breachOf,
  declaredFor,
  explainsItself,
  isOfPrism,
  jsonOf,
} from './judge-answer.ts';
import { createRequests, type DrawnRequest, identityNames, innerOf } from './random-requests.ts';
import { randomFrom } from './random-values.ts';
import {
  fieldsThatAre,
  type ReadDocument,
  type ReadOperation,
  readDocument,
} from './read-document.ts';

/** A step of a sequence: the number of an operation, and what the request is drawn by. */
export interface Step {
  readonly operation: number;
  readonly seed: number;
}

/** What a sequence came to, for a test that demands enough of each. */
export interface Met {
  requests: number;
  accepted: number;
  refused: number;
  stored: number;
  ofPrism: number;
}

/** A document that is served, with what judges the answers. */
export interface Judge extends AsyncDisposable {
  readonly read: ReadDocument;
  readonly met: Met;
  /**
   * Sends a sequence of requests for a new account.
   * @throws Error that tells request, answer, and what it breaks
   */
  run(steps: readonly Step[], report?: (error: Error) => void): Promise<void>;
}

function raise(error: Error): never {
  throw error;
}

/** Serves a document, and judges every answer by it. */
export async function createJudge(file: string): Promise<Judge> {
  const read = await readDocument(file);
  const mock = await createMock({ spec: file });
  const plain = await createPlainPrism(read.document);
  const met: Met = { requests: 0, accepted: 0, refused: 0, stored: 0, ofPrism: 0 };
  const draw = createRequests(read);
  // What is sent of these may count for nothing.
  const made = new Set(fieldsThatAre('readOnly', read.document));
  const hidden = fieldsThatAre('writeOnly', read.document);
  return {
    read,
    met,
    async run(steps, report = raise) {
      const account = createAccount(mock);
      let before = await account.state();
      for (const { operation: number, seed } of steps) {
        const operation = read.operations[number % read.operations.length];
        if (operation === undefined) return;
        const request = draw(operation, before, randomFrom(seed));
        const answer = await account.send(request);
        const after = await account.state();
        const exchange = { request, answer, before, after };
        try {
          await judge(exchange);
          await judgeRead(exchange);
          await judgeChange(account, exchange);
        } catch (error) {
          report(new Error(described(exchange, error)));
        }
        before = after;
      }
    },
    [Symbol.asyncDispose]: () => mock.close(),
  };

  async function judge({ request, answer }: Exchange): Promise<void> {
    met.requests += 1;
    if (answer.status >= 500) throw new Error('a server error');
    const shown = hidden.find((name) => answer.text.includes(`"${name}":`));
    const breach = shown ? `${shown} is shown` : breachOf(request.operation, answer);
    const isRefused = answer.status >= 400;
    if (isRefused) met.refused += 1;
    else met.accepted += 1;
    if (breach !== undefined && !(isRefused && explainsItself(answer))) {
      if (!(await isAsPrism(request, answer))) throw new Error(breach);
    }
    if (request.valid && [400, 401, 415, 422].includes(answer.status)) {
      if (!(await refusesLikewise(request))) throw new Error('the valid is refused');
    }
  }

  async function isAsPrism(request: DrawnRequest, answer: Answer): Promise<boolean> {
    const same = isOfPrism(answer, await plainly(request));
    if (same) met.ofPrism += 1;
    return same;
  }

  async function refusesLikewise(request: DrawnRequest): Promise<boolean> {
    const { status } = await plainly(request);
    return status >= 400 && status < 500;
  }

  function plainly(request: DrawnRequest) {
    const { operation, path, query, payload } = request;
    const isJson = /^application\/(.+\+)?json\b/.test(request.headers['content-type'] ?? '');
    const body = isJson ? request.body : payload;
    return plain({
      ...{ method: operation.method, path, query, body, checkSecurity: true },
      headers: headersOf(request),
    });
  }

  async function judgeRead({ request, answer, before }: Exchange): Promise<void> {
    const { operation, path, query, valid } = request;
    if (operation.method !== 'get' || !valid) return;
    const body = jsonOf(answer);
    if (answer.status === 200 && body === undefined) return;
    const stored = itemsAt(before, path);
    const filters = Object.entries(query).filter(([name]) => !paging.has(name));
    const wanted = stored?.filter((item) =>
      filters.every(([name, value]) => String(item[name]) === value),
    );
    const own = itemAt(read, before, operation, path);
    if (own !== undefined && answer.status === 404) throw new Error('what is stored is not found');
    const shows =
      wanted === undefined
        ? own === undefined || agree(innerOf(body), own)
        : isShown(listIn(body), wanted);
    if (answer.status === 200 && !shows && !(await isAsPrism(request, answer))) {
      throw new Error('what is read is not what is stored');
    }
  }

  async function judgeChange(account: Client, exchange: Exchange): Promise<void> {
    const { request, answer, before, after } = exchange;
    const { method } = request.operation;
    const changes = changesOf(before, after);
    if (answer.status >= 400 || method === 'get') {
      if (!isDeepStrictEqual(before, after)) throw new Error('the account was changed');
      return;
    }
    const [change] = changes;
    if (change === undefined) {
      const isIdempotent = method === 'put' || method === 'patch';
      if (isIdempotent || (await isAsPrism(request, answer))) return;
      throw new Error('it was accepted, and nothing was changed');
    }
    met.stored += 1;
    const kinds = new Set(changes.map(({ kind }) => kind));
    const lawful = {
      post: ['added', 'edited'],
      put: ['added', 'edited'],
      patch: ['edited'],
      delete: ['removed'],
    };
    const allowed: readonly string[] = lawful[method as 'post'] ?? [];
    if (kinds.size > 1 || !allowed.includes(change.kind)) {
      throw new Error(`${method} has ${[...kinds].join(' and ')} an item`);
    }
    if (change.kind === 'removed') return;
    if (changes.length > 1) throw new Error('more than one item was changed');
    await judgeStored(account, exchange, change);
  }

  async function judgeStored(account: Client, { request, answer }: Exchange, change: Change) {
    const sent = fieldsOf(request);
    const { item, collection } = change;
    for (const [name, value] of Object.entries(sent)) {
      if (!Object.hasOwn(item, name) || made.has(name)) continue;
      if (!isSame(item[name], value)) throw new Error(`${name} was sent, and is not stored`);
    }
    const reading = read.operations.find((one) => readsItem(one, collection));
    if (
      reading === undefined ||
      declaredFor(reading, 200)?.contents['application/json'] === undefined
    )
      return;
    const parameter = reading.path.match(/\{([^{}]+)\}$/)?.[1] ?? '';
    const name = identityNames(read.document, parameter).find((one) => Object.hasOwn(item, one));
    if (name === undefined) throw new Error('the item has no identity');
    const path = `${collection}/${encodeURIComponent(String(item[name]))}`;
    const drawn = {
      operation: reading,
      path,
      query: {},
      headers: {},
      body: undefined,
      valid: true,
    };
    const again = await account.send({ ...drawn, payload: undefined });
    if (again.status !== 200) throw new Error(`GET ${path} answers ${again.status} afterwards`);
    const shown = innerOf(jsonOf(again));
    for (const [field, value] of Object.entries({ ...sent, ...innerOf(jsonOf(answer)) })) {
      if (!Object.hasOwn(shown, field) || !Object.hasOwn(item, field)) continue;
      if (made.has(field) && Object.hasOwn(sent, field)) continue;
      if (!isSame(shown[field], value)) throw new Error(`${field} is read as ${shown[field]}`);
    }
  }
}

/** Parameters that choose a part of a list, which no field is named like. */
const paging = new Set(['limit', 'page']);

function listIn(body: unknown): unknown[] {
  const list = [body, ...(isObject(body) ? Object.values(body) : [])].find(Array.isArray);
  return list ?? [];
}

/** Whether an item is shown: every field that both have is the same. */
function agree(shown: JsonObject, item: JsonObject): boolean {
  const both = Object.keys(shown).filter((name) => Object.hasOwn(item, name));
  return both.length > 0 && both.every((name) => isDeepStrictEqual(shown[name], item[name]));
}

function isShown(list: unknown[], items: readonly JsonObject[]): boolean {
  return list.length === items.length && items.every((item, i) => agree(innerOf(list[i]), item));
}

function itemsAt(held: Seed, path: string): readonly JsonObject[] | undefined {
  const same = (one: string) => decodeURIComponent(one) === decodeURIComponent(path);
  return Object.entries(held).find(([collection]) => same(collection))?.[1].items;
}

function itemAt(
  { document }: ReadDocument,
  held: Seed,
  operation: ReadOperation,
  path: string,
): JsonObject | undefined {
  const parameter = operation.path.match(/\{([^{}]+)\}$/)?.[1];
  if (parameter === undefined) return undefined;
  const at = path.lastIndexOf('/');
  const key = decodeURIComponent(path.slice(at + 1));
  return itemsAt(held, path.slice(0, at))?.find((item) => {
    const name = identityNames(document, parameter).find((one) => Object.hasOwn(item, one));
    return name !== undefined && String(item[name]) === key;
  });
}

interface Exchange {
  readonly request: DrawnRequest;
  readonly answer: Answer;
  readonly before: Seed;
  readonly after: Seed;
}

function fieldsOf({ body, operation }: DrawnRequest): JsonObject {
  const isMerge = operation.method === 'patch';
  const fields = Object.entries(innerOf(body));
  return Object.fromEntries(fields.filter(([, value]) => !isMerge || value !== null));
}

function isSame(stored: unknown, sent: unknown): boolean {
  return isDeepStrictEqual(stored, sent) || String(stored) === String(sent);
}

function readsItem({ method, path }: ReadOperation, collection: string): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (method !== 'get' || !/\}$/.test(path)) return false;
  return new RegExp(`^${parent.replaceAll(/\{[^{}]+\}/g, '[^/]+')}$`).test(collection);
}

function described({ request, answer, before, after }: Exchange, error: unknown): string {
  const { operation, path, query, headers, payload, valid } = request;
  const asked = new URLSearchParams(query).toString();
  return [
    `${error instanceof Error ? error.message : error}`,
    `> ${operation.method.toUpperCase()} ${path}${asked && `?${asked}`} ${JSON.stringify(headers)}`,
    `> ${payload ?? ''} (${valid ? 'valid' : 'invalid'})`,
    `< ${answer.status} ${JSON.stringify(answer.headers)} ${answer.text}`,
    ...(isDeepStrictEqual(before, after) ? [] : [JSON.stringify(before), JSON.stringify(after)]),
  ].join('\n');
}
