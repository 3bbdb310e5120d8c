import { isObject, parseJson } from '../../../spec/shared/json.ts';
import { isAnswer } from '../data/sent.ts';
import { isLike, isListOf, isString, storageOf } from '../data/stored-signal.ts';
import type { CaseResult } from './case-result.ts';

// Beside what else the page stores, which together may be about five million characters.
const capacity = 2_000_000;
const longest = 100_000;
const prefix = 'explorer.result ';

/** The stored results that have their exchanges, in the order of their runs: their size, and whether they passed. */
let whole: Map<string, { readonly size: number; readonly passed: boolean }> | undefined;

/** Reads a result that this tab has stored; undefined if there is none that this version can use. */
export function readResult(name: string): CaseResult | undefined {
  const found: unknown = parseJson(storageOf('tab')?.getItem(prefix + name) ?? '');
  return isResult(found) ? found : undefined;
}

function isResult(value: unknown): value is CaseResult {
  if (!isLike({ verdict: '', server: '', started: 0 })(value) || !isObject(value)) return false;
  const { message, run, before } = value;
  return (
    (message === null || isString(message)) &&
    (before === undefined || isLike({ verdict: '', server: '' })(before)) &&
    (run === undefined || isRun(run))
  );
}

function isRun(value: unknown): boolean {
  return (
    isObject(value) &&
    isString(value.case) &&
    isListOf(isStep)(value.steps) &&
    isListOf(isString)(value.left)
  );
}

function isStep(value: unknown): boolean {
  if (!isLike({ role: '', operation: '', expected: '', verdict: '' })(value)) return false;
  const { request, answer } = value as { readonly [name: string]: unknown };
  return (
    (request === null || isLike({ method: '', path: '' })(request)) &&
    (answer === null || isAnswer(answer))
  );
}

/**
 * Stores a result in this tab. Where there is not room for all, the exchanges of cases that passed are
 * dropped first, then the oldest; a result whose exchanges are too long is stored without them.
 */
export function storeResult(name: string, result: CaseResult): void {
  if (storageOf('tab') === undefined) return;
  whole ??= measure();
  whole.delete(name);
  const text = JSON.stringify(result);
  if (text.length > longest) write(name, JSON.stringify(withoutExchanges(result)));
  else if (write(name, text)) {
    whole.set(name, { size: text.length, passed: result.verdict === 'as-expected' });
  }
  dropOverflow(whole);
}

function dropOverflow(kept: NonNullable<typeof whole>): void {
  let total = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
  const oldest = [...kept].toSorted(([, a], [, b]) => Number(b.passed) - Number(a.passed));
  for (const [name, { size }] of oldest) {
    if (total <= capacity) return;
    const found = readResult(name);
    if (found !== undefined) write(name, JSON.stringify(withoutExchanges(found)));
    kept.delete(name);
    total -= size;
  }
}

function withoutExchanges(result: CaseResult): CaseResult {
  return { ...result, run: result.run && { ...result.run, steps: [] }, dropped: true };
}

function write(name: string, text: string): boolean {
  try {
    sessionStorage.setItem(prefix + name, text);
    return true;
  } catch {
    // The storage is full: the result lives until the reload.
    sessionStorage.removeItem(prefix + name);
    return false;
  }
}

// What this tab stored before it was loaded again.
function measure() {
  const found: NonNullable<typeof whole> = new Map();
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(prefix))) {
    const name = key.slice(prefix.length);
    const result = readResult(name);
    if (result === undefined || result.dropped) continue;
    const size = sessionStorage.getItem(key)?.length ?? 0;
    found.set(name, { size, passed: result.verdict === 'as-expected' });
  }
  return found;
}
