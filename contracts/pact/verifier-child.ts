/**
 * A process of its own for Pact's verifier, whose native part prints to the standard output of the
 * process that it runs in. It speaks to nobody but its parent, which answers every request.
 */
import './settings.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Verifier } from '@pact-foundation/pact';
import { isObject } from '../../spec/index.ts';
import type { FromChild, Mismatch, PactResponse, PactVerdict, ToChild } from './protocol.ts';
import { pactLogLevel } from './settings.ts';

/** A request as Express has it, of whose types there are none here. */
interface Incoming extends IncomingMessage {
  readonly originalUrl: string;
  readonly body?: unknown;
}

const waiting = new Map<number, (answer: PactResponse) => void>();
let asked = 0;

process.on('message', (message: ToChild) => {
  if (message.kind === 'replay') void replay(message.pacts);
  else {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  }
});
// An exit would wait for the native part, which waits for an answer that will not come.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

function tell(message: FromChild): void {
  process.send?.(message);
}

// It does not call next, so that nothing of Pact reaches the provider by itself.
async function filter(incoming: Incoming, outgoing: ServerResponse): Promise<void> {
  const id = ++asked;
  const answered = new Promise<PactResponse>((resolve) => waiting.set(id, resolve));
  const { method = '', originalUrl: path } = incoming;
  const request = { method, path, headers: headersOf(incoming), body: bodyOf(incoming) };
  tell({ kind: 'request', id, request });
  const { status, headers, body } = await answered;
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    try {
      outgoing.setHeader(name, value);
    } catch {
      // A header that Node.js takes from others but does not send: no pact can ask for it.
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

async function replay(pacts: readonly string[]): Promise<void> {
  const verifier = new Verifier({
    // Nothing goes there: the filter answers.
    providerBaseUrl: 'http://127.0.0.1',
    pactUrls: [...pacts],
    logLevel: pactLogLevel,
    // The parent keeps the time for an answer; a provider that asks for patience takes longer.
    timeout: 600_000,
    requestFilter: filter,
  });
  let text: string;
  try {
    text = String(await verifier.verifyProvider());
  } catch (error) {
    // Where an interaction fails the message is what success resolves with.
    text = error instanceof Error ? error.message : String(error);
  }
  const verdicts = read(text);
  tell(verdicts ? { kind: 'verdicts', verdicts } : { kind: 'failure', message: text });
}

function read(text: string): PactVerdict[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json) || !Array.isArray(json.interactionResults)) return undefined;
  return json.interactionResults.filter(isObject).map(({ description, result, mismatch }) => {
    const why = isObject(mismatch) ? mismatch : {};
    const all = Array.isArray(why.mismatches) ? why.mismatches.filter(isObject) : [];
    return {
      description: String(description),
      kept: result === 'OK',
      mismatches: all.map(readMismatch),
      error: why.type === 'mismatches' ? undefined : String(why.message ?? 'It says no more.'),
    };
  });
}

function readMismatch({ type, mismatch, path, key }: Record<string, unknown>): Mismatch {
  const at = type === 'StatusMismatch' ? 'status' : (key ?? path);
  return { says: String(mismatch), at: typeof at === 'string' ? at : undefined };
}
