import { followEvents, type StreamMessage } from './follow-events.ts';

/**
 * Listens to the mock's event stream: by a worker that all tabs share, or, in a browser without shared
 * workers, by a stream of this tab's own while it is visible.
 * @returns a function that stops listening
 */
export function listenToEvents(
  controlToken: string,
  tell: (message: StreamMessage) => void,
): () => void {
  return typeof SharedWorker === 'undefined'
    ? listenWhileVisible(controlToken, tell)
    : listenByWorker(controlToken, tell);
}

let worker: SharedWorker | undefined;

function listenByWorker(token: string, tell: (message: StreamMessage) => void): () => void {
  worker ??= new SharedWorker(new URL('./events-worker.ts', import.meta.url), { type: 'module' });
  const { port } = worker;
  port.onmessage = ({ data }: MessageEvent<StreamMessage>) => tell(data);
  const join = () => port.postMessage({ token });
  const leave = () => port.postMessage({ token: undefined });
  // A page that is left may be shown again without being loaded.
  const joinAgain = ({ persisted }: PageTransitionEvent) => persisted && join();
  addEventListener('pagehide', leave);
  addEventListener('pageshow', joinAgain);
  join();
  return () => {
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', joinAgain);
    leave();
  };
}

function listenWhileVisible(token: string, tell: (message: StreamMessage) => void): () => void {
  let current = new AbortController();
  const follow = () => {
    current.abort();
    current = new AbortController();
    if (!document.hidden) void followEvents(token, tell, current.signal);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    current.abort();
  };
}
