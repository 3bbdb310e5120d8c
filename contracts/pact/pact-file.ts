import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../spec/index.ts';
import { isHttp, type PactDocument } from './pact-sources.ts';

/** A provider state of an interaction. */
export interface NamedState {
  readonly name: string;
  readonly params: JsonObject;
}

/** A request and its response that a consumer relies on. */
export interface PactInteraction {
  /** Consumer and description in lower case with hyphens, unique among all pacts. */
  readonly id: string;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly states: readonly NamedState[];
  readonly method: string;
  /** The path, with examples for the values that states inject. */
  readonly path: string;
  /** Whether the consumer relies on acceptance, otherwise on refusal. */
  readonly accepted: boolean;
  /** The names that its states must inject. */
  readonly injected: ReadonlySet<string>;
  /** Whether the provider need not keep it yet. */
  readonly pending: boolean;
  /** The interaction as written, and its pact. */
  readonly written: JsonObject;
  readonly document: PactDocument;
}

/** The header and the parameter that say to which interaction a request or state call belongs. */
export const marker = 'x-pact-interaction';

/** The header that holds the Content-Type of a request whose body Pact's proxy must not rewrite. */
export const typeMarker = 'x-pact-content-type';

/** Reads the HTTP interactions of pacts. */
export function readPacts(documents: readonly PactDocument[]): PactInteraction[] {
  const ids = new Map<string, number>();
  return documents.flatMap((document) => {
    const { interactions } = document.pact;
    return (Array.isArray(interactions) ? interactions : []).filter(isHttp).map((written) => {
      const consumer = consumerOf(document);
      const description = String(written.description);
      const slug = slugOf(`${consumer} ${description}`);
      const count = (ids.get(slug) ?? 0) + 1;
      ids.set(slug, count);
      const request = isObject(written.request) ? written.request : {};
      const response = isObject(written.response) ? written.response : {};
      return {
        id: count === 1 ? slug : `${slug}-${count}`,
        says: `${consumer} can rely on the response to ${description}.`,
        states: statesOf(written),
        method: String(request.method ?? 'GET').toUpperCase(),
        path: String(request.path ?? '/'),
        accepted: Number(response.status ?? 200) < 400,
        injected: new Set(injectedBy(request.generators)),
        pending: document.pending === true || written.pending === true,
        written,
        document,
      };
    });
  });
}

/** What is in pacts besides HTTP interactions, and cannot be replayed: an id and a sentence for each pact. */
export function leftOut(documents: readonly PactDocument[]): { id: string; says: string }[] {
  return documents.flatMap((document) => {
    const { interactions, messages } = document.pact;
    const others = [interactions ?? []].flat().filter((one) => !isHttp(one));
    const count = others.length + [messages ?? []].flat().length;
    const consumer = consumerOf(document);
    const says = `${consumer} can rely on ${count} ${count === 1 ? 'message' : 'messages'}.`;
    return count === 0 ? [] : [{ id: slugOf(`${consumer} messages`), says }];
  });
}

/**
 * Writes interactions to a folder, each as a pact of its own: one that Pact cannot read must not hide the others.
 * Each is marked with its position, which Pact then uses as its name, and which is the name of its file.
 */
export function writePacts(folder: string, interactions: readonly PactInteraction[]): string[] {
  return interactions.map((one, i) => {
    const file = join(folder, `${i}.json`);
    const marked = { ...one.document.pact, interactions: [mark(one, `${i}`)] };
    writeFileSync(file, JSON.stringify(marked));
    return file;
  });
}

/**
 * Marks an interaction with its position, by a header and a parameter of its states.
 * @param description what Pact's verifier calls it; the position by default
 */
export function mark(
  { written, states }: PactInteraction,
  place: string,
  description: unknown = place,
): JsonObject {
  // The key repeats the description, and an old form of the states would count twice.
  const { key: _, providerState: __, provider_state: ___, ...rest } = written;
  const request = isObject(written.request) ? written.request : {};
  const headers = isObject(request.headers) ? request.headers : {};
  return {
    ...rest,
    description,
    providerStates: states.map(({ name, params }) => ({
      name,
      params: { ...params, [marker]: place },
    })),
    request: { ...request, headers: { ...hideType(headers), [marker]: [place] } },
  };
}

// Pact's proxy parses application/json and writes it anew, which rounds large numbers.
function hideType(headers: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.toLowerCase() === 'content-type' && /^application\/json\b/i.test(`${value}`)
        ? [
            [name, ['application/vnd.pact+json']],
            [typeMarker, [value].flat()],
          ]
        : [[name, value]],
    ),
  );
}

function consumerOf({ pact: { consumer } }: PactDocument): string {
  return isObject(consumer) && consumer.name !== undefined ? `${consumer.name}` : 'The consumer';
}

// As Pact's verifier does: before version 3 there is one state, which the oldest pacts write in snake case.
function statesOf({ providerStates, ...older }: JsonObject): NamedState[] {
  if (Array.isArray(providerStates)) {
    return providerStates.filter(isObject).map(({ name, params }) => ({
      name: String(name),
      params: isObject(params) ? params : {},
    }));
  }
  const name = older.providerState ?? older.provider_state;
  return typeof name === 'string' && name !== '' ? [{ name, params: {} }] : [];
}

function injectedBy(generators: unknown): string[] {
  if (Array.isArray(generators)) return generators.flatMap(injectedBy);
  if (!isObject(generators)) return [];
  const { type, expression } = generators;
  if (type !== 'ProviderState' || typeof expression !== 'string') {
    return Object.values(generators).flatMap(injectedBy);
  }
  const names = [...expression.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  return names.length === 0 ? [expression] : names;
}

function slugOf(description: string): string {
  const words = description.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['interaction'];
  return words.join('-');
}
