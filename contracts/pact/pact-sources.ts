import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ContractDefect, createRedaction, isObject, type JsonObject } from '../../spec/index.ts';
import { createTransport, type TransportOptions } from '../http/transport.ts';
import { basicAuthorization } from './basic-authorization.ts';

/** A pact, and where it is from. */
export interface PactDocument {
  /** The file or the URL, with secrets masked, or its name in a Pact Broker. */
  readonly origin: string;
  readonly pact: JsonObject;
  /** Whether the provider need not keep it yet. */
  readonly pending?: boolean;
  /** What a Pact Broker says about that, in sentences. */
  readonly notice?: string;
}

/** The folder with the pacts of this project's own consumer. */
export const ownPacts: string = fileURLToPath(new URL('../pacts', import.meta.url));

/** Whether a pact is one of this project's own consumer, which relies on nothing but the contract. */
export function isBuiltIn({ origin }: PactDocument): boolean {
  return dirname(origin) === ownPacts;
}

/**
 * Reads pacts of version 2, 3 or 4.
 * @param sources files, folders (every `.json` in them) and URLs; a user in a URL is sent as basic authentication
 * @throws ContractDefect if there is no such pact
 * @example
 * await collectPacts(['pacts', 'https://user:secret@pacts.example/desk.json'], { timeout: 10_000 });
 */
export async function collectPacts(
  sources: readonly string[],
  options: Pick<TransportOptions, 'ca' | 'timeout'>,
): Promise<PactDocument[]> {
  const collected: PactDocument[] = [];
  for (const source of sources) {
    if (/^https?:\/\//i.test(source)) collected.push(await fetchPact(source, options));
    else for (const file of filesOf(source)) collected.push(parsePact(file, readText(file)));
  }
  return collected;
}

async function fetchPact(
  source: string,
  { ca, timeout }: Pick<TransportOptions, 'ca' | 'timeout'>,
): Promise<PactDocument> {
  const origin = createRedaction(undefined).text(source);
  const url = URL.parse(source);
  if (url === null) throw defect(origin, 'is not a URL', 'correct it');
  const { pathname, search } = url;
  const headers = { accept: 'application/json', ...basicAuthorization(url) };
  const provider = new URL(url.origin);
  const transport = createTransport({ provider, timeout, ca, connections: 1 });
  const request = { method: 'GET', path: pathname + search, headers, body: undefined };
  const exchange = await transport.send(request, 'a pact').finally(() => transport.close());
  const { response, failure } = exchange;
  if (response?.status === 200) return parsePact(origin, response.body);
  const what = response === undefined ? `has ${failure}` : `returned ${response.status}`;
  throw defect(origin, what, 'name the URL of a pact');
}

function filesOf(source: string): string[] {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw defect(source, 'does not exist', 'name a pact file or a folder');
  if (!found.isDirectory()) return [source];
  const names = readdirSync(source).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw defect(source, 'has no .json file', 'name a folder with pacts');
  return names.sort().map((name) => join(source, name));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw defect(file, `cannot be read (${error})`, 'name a file that can be read');
  }
}

function parsePact(origin: string, text: string): PactDocument {
  let pact: unknown;
  try {
    pact = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw defect(origin, `is not JSON (${why})`, 'correct it, or name a pact');
  }
  return documentOf(origin, pact);
}

/**
 * Makes sure that a value is a pact.
 * @throws ContractDefect if it has no interactions, or has one that Pact's verifier cannot read
 */
export function documentOf(origin: string, pact: unknown): PactDocument {
  const { interactions, messages } = isObject(pact) ? pact : {};
  if (!isObject(pact) || ![interactions, messages].some(Array.isArray)) {
    throw defect(origin, 'has no "interactions"', 'name a pact of version 2, 3 or 4');
  }
  for (const [i, one] of [interactions ?? []].flat().entries()) {
    const what = mistakeIn(one);
    if (what === undefined) continue;
    const { description } = isObject(one) ? one : {};
    const name = typeof description === 'string' ? ` ("${description}")` : '';
    throw defect(origin, `is malformed: interaction ${i + 1}${name} ${what}`, 'correct it');
  }
  return { origin, pact };
}

/** Whether a value is an interaction over HTTP. */
export function isHttp(written: unknown): written is JsonObject {
  // Before version 4 interactions have no type, and are all HTTP.
  return isObject(written) && (written.type ?? 'Synchronous/HTTP') === 'Synchronous/HTTP';
}

// What Pact itself cannot read, or would send otherwise.
function mistakeIn(interaction: unknown): string | undefined {
  if (!isObject(interaction)) return 'is not an object';
  // A message has neither request nor response.
  if (!isHttp(interaction)) return undefined;
  const { request, response, providerStates } = interaction;
  if (!isObject(request)) return 'has no "request"';
  if (!isObject(response)) return 'has no "response"';
  const isNamed = (state: unknown) => isObject(state) && typeof state.name === 'string';
  if (![providerStates ?? []].flat().every(isNamed)) return 'has a provider state without a "name"';
  const { method, path } = request;
  if (!/^[A-Za-z-]+$/.test(`${method ?? 'GET'}`)) return 'has a "method" that is none';
  if (typeof (path ?? '/') !== 'string') return 'has a "path" that is no text';
  for (const message of [request, response]) {
    const headers = message.headers ?? {};
    if (!isObject(headers)) return 'has "headers" that are no object';
    const odd = Object.entries(headers).find(([, value]) => /[\r\n\0]/.test(`${value}`));
    if (odd !== undefined) return `has a line break in the header "${odd[0]}"`;
  }
  const status = response.status ?? 200;
  const isStatus = Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599;
  return isStatus ? undefined : 'has a "status" that is not one of HTTP';
}

function defect(origin: string, what: string, remedy: string): ContractDefect {
  return new ContractDefect({ file: origin }, `this pact ${what}`, remedy);
}
