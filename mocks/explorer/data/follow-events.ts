import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Problem } from '../../problems/problem.ts';

/** What a page is told of the mock's event stream. */
export type StreamMessage =
  | { readonly kind: 'open' }
  | { readonly kind: 'event'; readonly event: string; readonly data: string }
  | {
      readonly kind: 'closed';
      /** The status of a refusal; 0 where there was no response. */
      readonly status: number;
      readonly problem?: Problem | undefined;
    };

// How long to wait before the next attempt to reach a mock that is gone.
const pause = 500;

/** Follows the event stream of the mock, reconnecting while the mock is gone; ends where the token is refused. */
export async function followEvents(
  controlToken: string,
  tell: (message: StreamMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const closed = await follow(controlToken, tell, signal).catch(() => ({ status: 0 }));
    if (signal.aborted) return;
    tell({ kind: 'closed', ...closed });
    if (closed.status === 403) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// Resolves when the stream ends: the server is gone or stopping.
async function follow(
  controlToken: string,
  tell: (message: StreamMessage) => void,
  signal: AbortSignal,
): Promise<{ status: number; problem?: Problem | undefined }> {
  const headers: Record<string, string> =
    controlToken === '' ? {} : { 'x-control-token': controlToken };
  const response = await fetch('/_mock/journal/stream', { headers, signal });
  const { ok, status, body } = response;
  if (!ok || body === null)
    return { status, problem: await response.json().catch(() => undefined) };
  tell({ kind: 'open' });
  const events = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event = '', data } of events) tell({ kind: 'event', event, data });
  return { status: 0 };
}
