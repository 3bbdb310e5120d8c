import { useEffect, useState } from 'preact/hooks';
import { control, messageOf } from './control-client.ts';

/** Data of the control API and the state of its loading. */
export interface ControlData<Value> {
  /** The latest value; undefined until the first is loaded. */
  readonly value: Value | undefined;
  /** Why loading failed; empty when it succeeded. */
  readonly failure: string;
  /** Replaces the value, for example by the response to a change. */
  set(value: Value): void;
  reload(): void;
}

/**
 * Loads data of the control API, and reloads it when the path, token or `version` changes, or when
 * the window gets focus: somebody may have changed it with curl.
 */
export function useControlData<Value>(
  path: string,
  token?: string,
  version?: unknown,
): ControlData<Value> {
  const [value, set] = useState<Value>();
  const [failure, setFailure] = useState('');
  const [reloads, setReloads] = useState(0);
  const reload = () => setReloads((count) => count + 1);
  useEffect(() => {
    addEventListener('focus', reload);
    return () => removeEventListener('focus', reload);
  }, []);
  useEffect(() => {
    const abort = new AbortController();
    control<Value>(path, { signal: abort.signal, token }).then(
      (loaded) => {
        set(loaded);
        setFailure('');
      },
      (error) => {
        if (!abort.signal.aborted) setFailure(messageOf(error));
      },
    );
    return () => abort.abort();
  }, [path, token, version, reloads]);
  return { value, failure, set, reload };
}
