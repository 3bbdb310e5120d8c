import { findOperation, isObject, type JsonObject, successOf } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import type { Demand } from './demand.ts';
import type { PactInteraction } from './pact-file.ts';

/** Where an interaction contradicts the OpenAPI document. */
export interface Contradiction {
  readonly side: 'request' | 'response';
  readonly part: Demand['part'];
  /** What is wrong: a field too many or missing, another value, no such path or status, or no token. */
  readonly kind: 'extra' | 'missing' | 'value' | 'route' | 'status' | 'token' | 'other';
  /** The field that is too many or missing. */
  readonly name: string | undefined;
  /** Steps to the value in its body; none for the whole body, and for what is in no body. */
  readonly steps: readonly string[];
  /** The value there. */
  readonly value: unknown;
  /** What is wrong with it. */
  readonly message: string;
}

// The package's types use imports without extensions, which TypeScript does not resolve.
declare module '@pactflow/openapi-pact-comparator' {
  export interface Compared {
    type: 'error' | 'warning' | 'info';
    code: string;
    message: string;
    mockDetails?: { location: string; value: unknown };
  }
  export class Comparator {
    constructor(options: { oas: object });
    compare(pact: object): AsyncGenerator<Compared>;
  }
}

/** Compares an interaction with the document. */
export type Comparison = (interaction: PactInteraction) => Promise<Contradiction[]>;

/** Prepares the comparison of interactions with a document. */
export async function createComparison({
  contract,
}: Pick<Provider, 'contract'>): Promise<Comparison> {
  // It is large, and only a replay needs it.
  const { Comparator } = await import('@pactflow/openapi-pact-comparator');
  // Paths in pacts are below the provider's base URL.
  const { servers: _, ...oas } = structuredClone(contract.document);
  const comparator = new Comparator({ oas });
  const compare = async ({ document, method, path }: PactInteraction, written: JsonObject) => {
    const found: Contradiction[] = [];
    const interaction = {
      ...written,
      request: { ...readable(written.request), method, path },
      response: { status: 200, ...readable(written.response) },
    };
    try {
      const pact = { ...document.pact, interactions: [interaction] };
      for await (const one of comparator.compare(pact)) {
        if (one.type === 'error') found.push(read(one.code, one.message, one.mockDetails));
      }
    } catch (error) {
      // What it cannot read may contradict the document; the others are replayed.
      return [incomparable(error)];
    }
    return found;
  };
  return async (interaction) => {
    const { written, accepted, method, path } = interaction;
    const found = findOperation(contract, method, path);
    const all = await compare(interaction, written);
    if (accepted || found === undefined) return telling(all);
    // It does not look at requests that are refused.
    const response = { status: Number(successOf(found.operation)?.status) || 200 };
    const asked = await compare(interaction, { ...written, response });
    const inRequest = ({ side }: Contradiction) => side === 'request';
    const { status } = isObject(written.response) ? written.response : {};
    // Only a refusal of the token is a reason to send none.
    const isAsked = (one: Contradiction) =>
      inRequest(one) && !(one.kind === 'token' && (status === 401 || status === 403));
    return telling([...asked.filter(isAsked), ...all.filter((one) => !inRequest(one))]);
  };
}

// Pact's verifier sends what is no text as text, which the comparator does not read.
function readable(message: unknown): JsonObject {
  const { headers, query, ...rest } = isObject(message) ? message : {};
  return { ...rest, headers: textsIn(headers), query: textsIn(query) };
}

function textsIn(values: unknown): unknown {
  if (!isObject(values)) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, [value ?? ''].flat().map(String)]),
  );
}

const kinds: Readonly<Record<string, Contradiction['kind']>> = {
  'path-or-method': 'route',
  status: 'status',
  authorization: 'token',
};

function read(
  code: string,
  text: string,
  { location = '', value }: { location?: string; value?: unknown } = {},
): Contradiction {
  const [where, what = ''] = code.split('.');
  const side = where === 'request' ? where : 'response';
  const [, place = '', inside] = /\.(?:request|response)\.(\w+)(?:\.(.+))?$/.exec(location) ?? [];
  const [, short] = /spec file: (.*)/s.exec(text) ?? [];
  const inBody = what === 'body' && short !== undefined;
  const [, extra] = (inBody && /additional properties - (.+)$/.exec(short)) || [];
  const [, missing] = (inBody && /required property '(.+)'$/.exec(short)) || [];
  const ofField = (extra && 'extra') || (missing && 'missing') || (inBody && 'value');
  const long = short?.startsWith('must ') ? `${place} ${inside ?? ''} ${short}` : text;
  return {
    side,
    part: side === 'request' ? side : what === 'status' || what === 'body' ? what : 'header',
    kind: (ofField || kinds[what]) ?? 'other',
    name: extra ?? missing,
    steps: (inBody ? inside?.split('.') : place === 'headers' && inside && [inside]) || [],
    value,
    message: inBody
      ? short
      : long.replace(/ +/g, ' ').replace(/^[A-Z]/, (one) => one.toLowerCase()),
  };
}

function incomparable(error: unknown): Contradiction {
  const why = error instanceof Error ? error.message.replace(/\.$/, '') : error;
  const message = `it cannot be compared with the document (${why})`;
  const open = { name: undefined, steps: [], value: undefined, message };
  return { side: 'request', part: 'request', kind: 'other', ...open };
}

// It tells each alternative of a schema; what all of them forbid it tells most often.
function telling(all: readonly Contradiction[]): Contradiction[] {
  const bySide = Map.groupBy(all, ({ side, part, kind }) =>
    ['extra', 'missing', 'value'].includes(kind) ? side : part + kind,
  );
  return [...bySide.values()].flatMap((same) => {
    const alike = [
      ...Map.groupBy(same, ({ message, steps }) => [message, ...steps].join()).values(),
    ];
    const own = alike.filter(([one]) => !/a schema in (any|one)Of/.test(`${one?.message}`));
    const told = own.length > 0 ? own : alike;
    const most = Math.max(...told.map(({ length }) => length));
    return told.flatMap((one) => (one.length === most && one[0] ? [one[0]] : []));
  });
}
