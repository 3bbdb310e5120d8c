import { effect, type Signal, signal } from '@preact/signals';
import { isObject } from '../../../spec/shared/json.ts';

type Check = (value: unknown) => boolean;

/**
 * A signal whose value survives a reload: in this tab only, or in every tab of the browser.
 * @param name names it in the storage
 * @param isValid whether a stored value can still be used; another version of the page may have stored it
 * @example const draft = storedSignal('draft', '', (value) => typeof value === 'string');
 */
export function storedSignal<Value>(
  name: string,
  initial: Value,
  isValid: Check,
  storage: 'tab' | 'browser' = 'tab',
): Signal<Value> {
  const store = storageOf(storage);
  if (store === undefined) return signal(initial);
  const key = `explorer.${name}`;
  const found = signal(read(store, key, isValid) ?? initial);
  effect(() => {
    try {
      if (found.value === initial) store.removeItem(key);
      else store.setItem(key, JSON.stringify(found.value));
    } catch {
      // The storage is full: what is too large for it lives until the reload.
      store.removeItem(key);
    }
  });
  // Other tabs follow, so that none overwrites what another has stored.
  if (storage === 'browser') {
    addEventListener('storage', (event) => {
      if (event.key === key) found.value = read(store, key, isValid) ?? initial;
    });
  }
  return found as Signal<Value>;

  function read(from: Storage, at: string, accepts: Check) {
    try {
      const value: unknown = JSON.parse(from.getItem(at) ?? 'null');
      return value !== null && accepts(value) ? (value as Value) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The storage of this tab or of the browser; undefined outside a browser, and where that forbids it. */
export function storageOf(of: 'tab' | 'browser'): Storage | undefined {
  try {
    return globalThis[of === 'tab' ? 'sessionStorage' : 'localStorage'];
  } catch {
    // Site data is blocked: all lives until the reload.
    return undefined;
  }
}

/** Whether a value is a text. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value is a text, or missing. */
export function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || isString(value);
}

/** Returns a check of whether a value is one of some texts. */
export function isOneOf(...texts: readonly string[]): Check {
  return (value) => texts.some((one) => one === value);
}

/** Returns a check of whether a value is an object whose fields, whatever their names, all pass a check. */
export function isMapOf(isValid: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(isValid);
}

/** Returns a check of whether a value is a list whose elements all pass a check. */
export function isListOf(isValid: Check): Check {
  return (value) => Array.isArray(value) && value.every(isValid);
}

/** Returns a check of whether a value is an object that has the fields of a sample, each of the same type. */
export function isLike(sample: object): Check {
  return (value) =>
    isObject(value) &&
    Object.entries(sample).every(([name, part]) => typeof value[name] === typeof part);
}
