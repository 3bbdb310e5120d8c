import { type Classification, classify } from '../../spec/index.ts';
import { asText } from './exchange-text.ts';
import {
  type FindingKind,
  manners,
  type Outcome,
  type Report,
  type Result,
  type ShownExchange,
} from './report.ts';
import { oneLine } from './visible-text.ts';

/** Results that one mistake may have caused. */
export interface FindingGroup {
  /** The result that shows it most plainly. */
  readonly example: Result;
  /** The other results, the plainest first. */
  readonly more: readonly Result[];
}

/** Broken promises that one mistake may have caused. */
export interface BrokenGroup extends FindingGroup {
  readonly kind: FindingKind;
}

/**
 * Groups what is broken by its likely cause, the plainest first: results of the same kind that have a
 * promise, or a row of the documentation, in common. A result that tries no promise of the catalogue
 * joins the plainest group of its kind on the same path.
 */
export function groupFindings(results: readonly Result[]): BrokenGroup[] {
  const findings = results.filter(({ outcome }) => outcome === 'broken').map(describe);
  findings.sort(comparePlainness);
  const groups: Finding[][] = [];
  for (const one of findings.filter(({ subjects }) => subjects.length > 0)) {
    const linked = groups.filter((group) => group.some((other) => isLinked(one, other)));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push([...linked.flat(), one]);
  }
  sortGroups(groups);
  for (const one of findings.filter(({ subjects }) => subjects.length === 0)) {
    const isNear = (other: Finding) => isAlike(one, other) && one.place === other.place;
    const near = groups.find((group) => group.some(isNear));
    if (near === undefined) groups.push([one]);
    else near.push(one);
  }
  sortGroups(groups);
  return groups.flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ kind: first.kind, example: first.result, more: rest.map(({ result }) => result) }],
  );
}

/** Groups the results of an outcome: what is broken by its likely cause, all else by its message. */
export function groupsOf({ results }: Report, outcome: Outcome): FindingGroup[] {
  if (outcome === 'broken') return groupFindings(results);
  const groups = new Map<string, Result[]>();
  for (const one of results.filter((each) => each.outcome === outcome)) {
    const key = one.message ?? one.says;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap(([example, ...more]) =>
    example === undefined ? [] : [{ example, more }],
  );
}

/** Names the other results of a group: `and 2 more of the same kind: a, b`; empty if there are none. */
export function moreText({ more }: FindingGroup, most = 6): string {
  if (more.length === 0) return '';
  const ids = more.slice(0, most).map(({ id }) => id);
  if (more.length > most) ids.push('…');
  return oneLine(`and ${more.length} more of the same kind: ${ids.join(', ')}`);
}

interface Finding {
  readonly result: Result;
  readonly kind: FindingKind;
  /** Whether another item must exist to show it, such as the one that holds the key. */
  readonly needsAnother: boolean;
  /** What links it to others. */
  readonly subjects: readonly string[];
  /** The path of the last request, without identities. */
  readonly place: string;
  /** The smaller, the plainer. */
  readonly rank: readonly number[];
}

const layers = ['checks', 'pact', 'exploration'];

function describe(result: Result): Finding {
  const { layer, promises, doubt, source, exchanges } = result;
  const url = exchanges.at(-1)?.request.url ?? '';
  const length = exchanges.reduce((sum, { request }) => sum + asText(request.body).length, 0);
  return {
    result,
    kind: kindOf(result),
    needsAnother: needsAnother(exchanges),
    subjects: result.id.startsWith(manners)
      ? [result.id]
      : promises.length === 0
        ? []
        : [...promises, ...(source?.row === undefined ? [] : [`row ${source.row}`])],
    place: url.replaceAll(/\/[^/]*\d[^/]*(?=\/|$)/g, ''),
    rank: [
      layers.indexOf(layer),
      doubt === undefined ? 0 : 1,
      promises.length > 0 ? 0 : 1,
      exchanges.length,
      length,
    ],
  };
}

// What the message says of the request comes first: the exchanges may end with a look at the state.
function kindOf({ id, message = '', exchanges }: Result): FindingKind {
  if (id.startsWith(manners)) return 'manners';
  const last = exchanges.at(-1);
  if (last !== undefined && outcomeOf(last) === 'fault') return 'fault';
  const said = /(?<!which )\b(?:was|were) (not )?(accepted|refused)\b/.exec(message);
  if (said !== null)
    return (said[2] === 'accepted') !== (said[1] !== undefined) ? 'accepted' : 'refused';
  if (last === undefined || /\bThe (response|Content-Type)\b/.test(message)) return 'response';
  if (outcomeOf(last) === 'refused') return 'refused';
  return last.request.method === 'GET' ? 'stored' : 'accepted';
}

function needsAnother(exchanges: readonly ShownExchange[]): boolean {
  const last = exchanges.at(-1)?.request;
  const added = exchanges.filter(
    (one) =>
      one.request.method === 'POST' &&
      one.request !== last &&
      outcomeOf(one) === 'accepted' &&
      last?.url.startsWith(one.request.url),
  );
  return added.length > (last?.method === 'POST' ? 0 : 1);
}

// What is accepted for itself and what is accepted beside another item have different causes.
function isAlike(one: Finding, other: Finding): boolean {
  if (one.kind !== other.kind) return false;
  return one.kind !== 'accepted' || one.needsAnother === other.needsAnother;
}

function isLinked(one: Finding, other: Finding): boolean {
  return isAlike(one, other) && one.subjects.some((subject) => other.subjects.includes(subject));
}

function outcomeOf({ response }: ShownExchange): Classification {
  return classify(response && { status: response.status, body: asText(response.body) });
}

// By id in the end, so that the order does not depend on which check was done first.
function comparePlainness(a: Finding, b: Finding): number {
  const at = a.rank.findIndex((value, i) => value !== b.rank[i]);
  return at < 0 ? a.result.id.localeCompare(b.result.id) : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
}

function sortGroups(groups: Finding[][]): void {
  for (const group of groups) group.sort(comparePlainness);
  groups.sort(([a], [b]) => (a && b ? comparePlainness(a, b) : 0));
}
