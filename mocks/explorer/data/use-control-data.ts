import { useEffect, useRef, useState } from 'preact/hooks';
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
  const [value, setValue] = useState<Value>();
  const [failure, setFailure] = useState('');
  const [reloads, setReloads] = useState(0);
  const loading = useRef<AbortController>(null);
  const reload = () => setReloads((count) => count + 1);
  // A load that began before a change must not overwrite its result.
  const set = (changed: Value) => {
    loading.current?.abort();
    setValue(changed);
  };
  useEffect(() => {
    addEventListener('focus', reload);
    return () => removeEventListener('focus', reload);
  }, []);
  useEffect(() => {
    const abort = new AbortController();
    loading.current = abort;
    control<Value>(path, { signal: abort.signal, token }).then(
      (loaded) => {
        if (abort.signal.aborted) return;
        setValue(loaded);
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
