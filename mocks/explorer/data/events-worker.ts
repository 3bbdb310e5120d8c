import { followEvents, type StreamMessage } from './follow-events.ts';

// Runs once for all tabs of a browser, which allows six connections to a host: one stream for each tab
// would leave none for requests.

interface Stream {
  readonly ports: Set<MessagePort>;
  readonly abort: AbortController;
  /** What a tab that comes later has to hear first. */
  last: StreamMessage | undefined;
}

const streams = new Map<string, Stream>();

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  let joined = '';
  port.onmessage = ({ data }: MessageEvent<{ token: string | undefined }>) => {
    leave(joined, port);
    if (data.token === undefined) return;
    joined = data.token;
    join(joined, port);
  };
});

function join(token: string, port: MessagePort): void {
  const found = streams.get(token) ?? start(token);
  found.ports.add(port);
  if (found.last !== undefined) port.postMessage(found.last);
}

function start(token: string): Stream {
  const stream: Stream = { ports: new Set(), abort: new AbortController(), last: undefined };
  streams.set(token, stream);
  const tell = (message: StreamMessage) => {
    if (message.kind !== 'event') stream.last = message;
    for (const port of stream.ports) port.postMessage(message);
  };
  void followEvents(token, tell, stream.abort.signal).then(() => {
    if (streams.get(token) === stream) streams.delete(token);
  });
  return stream;
}

function leave(token: string, port: MessagePort): void {
  const stream = streams.get(token);
  if (!stream?.ports.delete(port) || stream.ports.size > 0) return;
  stream.abort.abort();
  streams.delete(token);
}
