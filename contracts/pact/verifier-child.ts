/**
 * Runs Pact's verifier in a child process, because its native part prints to standard output. It talks
 * to its parent only, which responds to every request.
 */
import './settings.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Verifier } from '@pact-foundation/pact';
import { isObject, parseJson } from '../../spec/index.ts';
import type {
  FromChild,
  Mismatch,
  PactResponse,
  PactVerdict,
  PublishOptions,
  ToChild,
} from './protocol.ts';
import { pactLogLevel } from './settings.ts';

/** A request of Express, whose types are not installed. */
interface Incoming extends IncomingMessage {
  readonly originalUrl: string;
  readonly body?: unknown;
}

const waiting = new Map<number, (response: PactResponse) => void>();
let sent = 0;

process.on('message', (message: ToChild) => {
  if (message.kind === 'replay') void replay(message.pacts, message.publish);
  else {
    waiting.get(message.id)?.(message.response);
    waiting.delete(message.id);
  }
});
// process.exit would wait for the native part, which waits for a response that will not come.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

function post(message: FromChild): void {
  process.send?.(message);
}

// It never calls next, so nothing reaches the provider directly.
async function filter(incoming: Incoming, outgoing: ServerResponse): Promise<void> {
  const id = ++sent;
  const responded = new Promise<PactResponse>((resolve) => waiting.set(id, resolve));
  const { method = '', originalUrl: path } = incoming;
  const request = { method, path, headers: headersOf(incoming), body: bodyOf(incoming) };
  post({ kind: 'request', id, request });
  const { status, headers, body } = await responded;
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    try {
      outgoing.setHeader(name, value);
    } catch {
      // Node.js accepts some headers that it does not send; no pact can ask for them.
    }
  }
  outgoing.end(body);
}

function headersOf({ headers }: Incoming): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

function bodyOf({ headers, body }: Incoming): string | undefined {
  const length = headers['content-length'] ?? (headers['transfer-encoding'] ? 'unknown' : '0');
  if (body === undefined || length === '0') return undefined;
  return Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body);
}

async function replay(pacts: readonly string[], publish?: PublishOptions): Promise<void> {
  const verifier = new Verifier({
    // The filter responds instead.
    providerBaseUrl: 'http://127.0.0.1',
    pactUrls: [...pacts],
    logLevel: pactLogLevel,
    // The parent limits the time of a response, and retries may take longer.
    timeout: 600_000,
    requestFilter: filter,
    ...(publish && publication(publish)),
  });
  let text: string;
  try {
    text = String(await verifier.verifyProvider());
  } catch (error) {
    // If an interaction fails, the message is what success would resolve with.
    text = error instanceof Error ? error.message : String(error);
  }
  const verdicts = read(text);
  post(verdicts ? { kind: 'verdicts', verdicts } : { kind: 'failure', message: text });
}

function publication({ token, providerVersion, providerBranch, buildUrl }: PublishOptions) {
  return {
    publishVerificationResult: true,
    pactBrokerToken: token,
    providerVersion,
    ...(providerBranch !== undefined && { providerVersionBranch: providerBranch }),
    ...(buildUrl !== undefined && { buildUrl }),
  };
}

function read(text: string): PactVerdict[] | undefined {
  const json = parseJson(text);
  if (!isObject(json) || !Array.isArray(json.interactionResults)) return undefined;
  const unread = [json.errors ?? []].flat().flatMap(readUnread);
  const results = json.interactionResults
    .filter(isObject)
    .map(({ description, result, mismatch }) => {
      const why = isObject(mismatch) ? mismatch : {};
      const all = Array.isArray(why.mismatches) ? why.mismatches.filter(isObject) : [];
      return {
        description: String(description),
        isKept: result === 'OK',
        mismatches: all.map(readMismatch),
        error: why.type === 'mismatches' ? undefined : String(why.message ?? 'It gives no reason.'),
      };
    });
  return [...results, ...unread];
}

// A pact that it cannot read is no result. Its file has the name of the interaction.
function readUnread(error: unknown): PactVerdict[] {
  const { message } = isObject(error) && isObject(error.mismatch) ? error.mismatch : {};
  const [, description, why] =
    /^Failed to load pact '.*?(\d+)\.json' - (.*)$/s.exec(String(message)) ?? [];
  if (description === undefined) return [];
  return [{ description, isKept: false, mismatches: [], error: why }];
}

function readMismatch({ type, mismatch, path, key }: Record<string, unknown>): Mismatch {
  const at = type === 'StatusMismatch' ? 'status' : (key ?? path);
  return { message: String(mismatch), at: typeof at === 'string' ? at : undefined };
}
