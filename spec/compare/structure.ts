import { apiCompare, type Diff } from 'api-smart-diff';
import { formatPointer } from '../shared/json-pointer.ts';
import { type Change, type Party, preview } from './change.ts';

/** Whether a change is in a request or in a response. */
type Side = 'request' | 'response';

/**
 * Finds changes of paths, parameters, bodies and security that break somebody. Breaking for clients is
 * what api-smart-diff calls breaking; breaking for providers is what it calls breaking in the other
 * direction: they must accept a request that has become valid.
 */
export function structuralChanges(before: object, after: object): Change[] {
  const forward = differences(before, after);
  const backward = differences(after, before);
  const changes = [
    ...forward.filter(isJudgedHere).map((diff) => change(diff, judged(diff))),
    ...forward.filter(breaking).map((diff) => change(diff, ['clients'])),
    ...backward
      .filter(breaking)
      .filter(bindsProviders)
      .map(inverted)
      .map((diff) => change(diff, ['providers'])),
  ].filter((one) => one.breaks.length > 0);
  return merged(changes);
}

// References are followed, so components are compared where they are used.
function differences(before: object, after: object): Diff[] {
  return apiCompare(before, after).diffs.filter(
    ({ path: [first, second] }) =>
      first === 'paths' ||
      first === 'security' ||
      (first === 'components' && second === 'securitySchemes'),
  );
}

function breaking(diff: Diff): boolean {
  return diff.type === 'breaking' && !isJudgedHere(diff);
}

// The library takes every change of these for a narrowing, reverses it in responses, and does not know
// lists of types.
const judgedHere = new Set(['type', 'pattern', 'format', 'const', 'multipleOf']);

function isJudgedHere(diff: Diff): boolean {
  if (isSentField(diff)) return true;
  const { action, path } = diff;
  return action === 'replace' && judgedHere.has(String(path.at(-1))) && !isField(path);
}

// A provider must accept a new field, even if it is optional, which the library ignores; and one that
// accepts no other fields refuses a removed one.
function isSentField({ action, path }: Diff): boolean {
  return action !== 'replace' && isField(path) && sideOf(path) === 'request';
}

function isField(path: Diff['path']): boolean {
  return path.at(-2) === 'properties';
}

function judged(diff: Diff): Party[] {
  if (isSentField(diff)) return [diff.action === 'add' ? 'providers' : 'clients'];
  if (diff.path.at(-1) !== 'type') return ['clients', 'providers'];
  const before = types(diff.before);
  const after = types(diff.after);
  const narrower = [...after].every((type) => before.has(type));
  const wider = [...before].every((type) => after.has(type));
  if (narrower === wider) return ['clients', 'providers'];
  return [narrower === (sideOf(diff.path) === 'request') ? 'clients' : 'providers'];
}

function types(written: unknown): Set<unknown> {
  const all = new Set([written].flat());
  if (all.has('number')) all.add('integer');
  return all;
}

// A new field in a response binds nobody; that it is required is a change of its own.
function bindsProviders({ action, path }: Diff): boolean {
  return !(action === 'remove' && isField(path) && sideOf(path) === 'response');
}

function inverted(diff: Diff): Diff {
  const action = diff.action === 'add' ? 'remove' : diff.action === 'remove' ? 'add' : diff.action;
  return { ...diff, action, before: diff.after, after: diff.before };
}

function sideOf(path: Diff['path']): Side {
  return path.includes('responses') ? 'response' : 'request';
}

function change({ action, path, before, after }: Diff, breaks: readonly Party[]): Change {
  return { where: whereOf(path), says: sentence(action, path, before, after), breaks };
}

function sentence(action: string, path: Diff['path'], before: unknown, after: unknown): string {
  const last = path.at(-1);
  const named =
    typeof last === 'string' && typeof (after ?? before) === 'object' ? last : undefined;
  if (action === 'add') return `${named ?? preview(after)} is new.`;
  if (action === 'remove') return `${named ?? preview(before)} is gone.`;
  return `it was ${preview(before)} and is ${preview(after)}.`;
}

// "POST /things, request, /name maxLength", without the way through the alternatives of a schema.
function whereOf(path: Diff['path']): string {
  const [first, ...rest] = path.map(String);
  if (first !== 'paths') return path.slice(0, -1).join('/') || String(first);
  const [template = '', method, ...inside] = rest;
  if (inside.length === 0) return method === undefined ? 'paths' : template;
  const place = inside[0] === 'responses' ? ['response', inside[1] ?? ''] : ['request'];
  const fields = inside.flatMap((step, i) => (inside[i - 1] === 'properties' ? [step] : []));
  const keyword = inside.findLast(
    (step, i) => !/^\d+$/.test(step) && inside[i - 1] !== 'properties',
  );
  const words = [formatPointer(fields), keyword === 'properties' ? '' : keyword]
    .filter(Boolean)
    .join(' ');
  return [`${(method ?? '').toUpperCase()} ${template}`, place.join(' ').trim(), words].join(', ');
}

function merged(changes: readonly Change[]): Change[] {
  const byText = new Map<string, Change>();
  for (const one of changes) {
    const key = `${one.where}: ${one.says}`;
    const breaks = new Set([...(byText.get(key)?.breaks ?? []), ...one.breaks]);
    byText.set(key, { ...one, breaks: [...breaks] });
  }
  return [...byText.values()];
}
