import fc from 'fast-check';
import type { Seed } from '../../spec/index.ts';
import { createRequests } from '../mocks/any-document/random-requests.ts';
import { pick, type Random, randomFrom } from '../mocks/any-document/random-values.ts';
import { type ReadDocument, readDocument } from '../mocks/any-document/read-document.ts';
import type { Sent, Side } from './agreement-sides.ts';

/** A step of a sequence: whose, of which kind, sent to which mock, and what the rest is drawn by. */
export interface Step {
  readonly account: number;
  readonly kind: string;
  readonly mock: number;
  readonly seed: number;
}

/** What the drawing of a request looks at. */
export interface Known {
  readonly read: ReadDocument;
  readonly held: Seed;
  readonly version: number;
  /** What the account held before. */
  readonly snapshots: readonly Seed[];
  readonly presets: readonly string[];
  readonly switches: readonly { readonly doubt: string; readonly values: object }[];
}

const me = '/_mock/accounts/me';
type Draw = (known: Known, random: Random) => Omit<Sent, 'headers'> & Partial<Sent>;

const json = (method: string, url: string, body: unknown): ReturnType<Draw> => ({
  method,
  url,
  headers: { 'content-type': 'application/json' },
  payload: typeof body === 'string' ? body : JSON.stringify(body),
});

// Too long for the index of a database, even if it is compressed.
const incompressible = Array.from({ length: 9_000 }, (_, i) =>
  String.fromCharCode(33 + (((i * 7_919) ^ ((i * i) >> 3)) % 90)),
).join('');
const strange = ['\0', '\ud800', '__proto__', incompressible, 'a/b%2F', '*', 'é\n\u2028', ''];

/** Makes an item a little strange: a text that few stores take, or a number that few keep. */
function distort(seed: Seed, random: Random): string {
  const copy = structuredClone(seed) as Record<string, { items: Record<string, unknown>[] }>;
  const filled = Object.values(copy).filter(({ items }) => items.length > 0);
  if (filled.length > 0 && random() < 0.8) {
    const { items } = pick(random, filled);
    const item = pick(random, items);
    const name = pick(random, [...Object.keys(item), '__proto__', 'new']);
    const value = pick(random, [...strange, 2 ** 53, 1e300, -0, 0.1, null, true, {}]);
    Object.defineProperty(item, name, { value, enumerable: true, configurable: true });
    if (random() < 0.2) items.reverse();
    if (random() < 0.2) items.pop();
  }
  return JSON.stringify(copy);
}

const faults: readonly object[] = [
  { status: 503, times: 2 },
  { status: 500, body: { 'a\0b': '\ud800' }, times: 3 },
  { delay: 10, times: 2 },
  { delay: { min: 1, max: 9 }, probability: 0.5 },
  { drop: true, times: 1 },
  { truncate: true, times: 1 },
  { status: 429, headers: { 'Retry-After': '1' }, probability: 0.3, times: 2 },
  { status: 429, drop: true },
  { name: 'none' },
];

const draws: Readonly<Record<string, Draw>> = {
  seed: ({ held, snapshots }, random) =>
    json('POST', `${me}/seed`, distort(pick(random, [held, ...snapshots]), random)),
  seedNext: ({ held }, random) => {
    const next = pick(random, [1, 2, 5, 500, 9_007_199_254_740_991, -1]);
    const [path = '/none'] = Object.keys(held);
    return json('POST', `${me}/seed`, { [path]: { next, items: [] } });
  },
  restore: ({ held, snapshots }, random) =>
    json('PUT', `${me}/snapshot`, distort(pick(random, [held, ...snapshots]), random)),
  restoreNothing: () => json('PUT', `${me}/snapshot`, {}),
  preset: ({ presets }, random) => ({
    method: 'POST',
    url: `${me}/presets/${encodeURIComponent(pick(random, presets))}`,
  }),
  reset: () => ({ method: 'POST', url: `${me}/reset` }),
  undo: ({ version }, random) => {
    const far = random() < 0.5 ? version : Math.max(0, version - 4);
    const to = random() < 0.5 ? Math.floor(random() * (version + 2)) : far;
    return json('POST', `${me}/undo`, { state: to });
  },
  resetAll: () => ({ method: 'POST', url: '/_mock/reset' }),
  changes: () => ({ method: 'GET', url: `${me}/changes` }),
  snapshot: () => ({ method: 'GET', url: `${me}/snapshot` }),
  switches: ({ switches }, random) => {
    const scope = random() < 0.6 ? me : '/_mock';
    if (switches.length === 0 || random() < 0.2) {
      return { method: 'DELETE', url: `${scope}/switches` };
    }
    const { doubt, values } = pick(random, switches);
    if (random() < 0.2) return { method: 'DELETE', url: `${scope}/switches/${doubt}` };
    const value = pick(random, [...Object.keys(values), 'none']);
    return json('PUT', `${scope}/switches`, { [doubt]: value });
  },
  fault: ({ read }, random) => {
    const scope = random() < 0.7 ? me : '/_mock';
    const { document } = read;
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/g)].map(
      ([, id]) => id,
    );
    const operation = pick(random, ['*', '*', ...ids.slice(0, 4)]);
    if (random() < 0.15) return { method: 'DELETE', url: `${scope}/faults` };
    if (random() < 0.15) return { method: 'DELETE', url: `${scope}/faults/${operation}` };
    return json('PUT', `${scope}/faults/${operation}`, pick(random, faults));
  },
};

/** How often each kind of step comes; a request to the contract is the most frequent. */
const weights: Readonly<Record<string, number>> = {
  request: 30,
  changes: 1,
  fault: 3,
  preset: 1,
  reset: 1,
  resetAll: 1,
  restart: 1,
  restore: 2,
  restoreNothing: 1,
  seed: 3,
  seedNext: 1,
  snapshot: 2,
  switches: 3,
  undo: 5,
};

/** Sequences of steps. */
export function sequences(accounts: number, length: number): fc.Arbitrary<Step[]> {
  const kind = fc.oneof(
    ...Object.entries(weights).map(([name, weight]) => ({
      weight,
      arbitrary: fc.constant(name),
    })),
  );
  const step = fc.record({
    account: fc.nat(accounts - 1),
    kind,
    mock: fc.nat(1),
    seed: fc.nat(1e6),
  });
  return fc.array(step, { minLength: 1, maxLength: length, size: 'max' });
}

/** Creates what draws the request of a step. */
export async function createDraw(file: string) {
  const read = await readDocument(file);
  const drawRequest = createRequests(read);
  const { operations } = read;
  return {
    read,
    draw({ kind, seed }: Step, known: Omit<Known, 'read'>): Omit<Sent, 'headers'> & Partial<Sent> {
      const random = randomFrom(seed);
      if (kind !== 'request') return (draws[kind] as Draw)({ ...known, read }, random);
      const operation = pick(random, operations);
      const { path, query, headers, payload } = drawRequest(operation, known.held, random);
      const asked = new URLSearchParams(query).toString();
      const url = asked === '' ? path : `${path}?${asked}`;
      return { method: operation.method.toUpperCase(), url, headers, payload };
    },
  };
}

/** What the control API shows of an account and of all. */
export const shown = [
  me,
  `${me}/snapshot`,
  `${me}/changes`,
  `${me}/switches`,
  `${me}/faults`,
  '/_mock/switches',
  '/_mock/faults',
];

/** Reads JSON from the control API of a side. */
export async function readJson<Value>(side: Side, url: string, headers: Sent['headers']) {
  return JSON.parse((await side.send({ method: 'GET', url, headers })).body) as Value;
}
