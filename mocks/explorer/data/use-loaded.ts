import { useEffect, useState } from 'preact/hooks';
import { ControlFailure, control } from './control-client.ts';

/** Something of the control API, with what came of asking for it. */
export interface Loaded<Value> {
  /** The last value; undefined before the first. */
  readonly value: Value | undefined;
  /** Why it could not be loaded; empty when it could. */
  readonly failure: string;
  /** Takes a newer value, such as the answer to a change. */
  set(value: Value): void;
  /** Asks again. */
  reload(): void;
}

/**
 * Loads something of the control API; again when the path, the token or `version` is another, and
 * when the window is come back to: somebody may have changed it with curl meanwhile.
 */
export function useLoaded<Value>(path: string, token?: string, version?: number): Loaded<Value> {
  const [value, set] = useState<Value>();
  const [failure, setFailure] = useState('');
  const [asked, setAsked] = useState(0);
  const reload = () => setAsked((count) => count + 1);
  useEffect(() => {
    addEventListener('focus', reload);
    return () => removeEventListener('focus', reload);
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    control<Value>(path, { signal: stop.signal, ...(token === undefined ? {} : { token }) }).then(
      (loaded) => {
        set(loaded);
        setFailure('');
      },
      (error) => {
        if (!stop.signal.aborted) setFailure(sentenceOf(error));
      },
    );
    return () => stop.abort();
  }, [path, token, version, asked]);
  return { value, failure, set, reload };
}

/** What failed, as a sentence. */
export function sentenceOf(error: unknown): string {
  return error instanceof ControlFailure ? error.message : String(error);
}
