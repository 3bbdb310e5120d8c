import { stringify } from 'yaml';
import { isObject } from '../document/references.ts';
import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile, type YamlFile, yamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { allSwitches, type Doubt, type Observed, positionSeen, type Switch } from './doubts.ts';

/** The position of a provider at a switch. */
export interface ProfilePosition {
  readonly is: string;
  /** What showed it: ids of cases, and words of the verifier; empty if a person wrote it. */
  readonly seen: readonly string[];
}

/** Which way a provider goes where the documentation leaves room. */
export interface Profile {
  readonly provider?: string | undefined;
  /** The title and version of the contract. */
  readonly contract?: string | undefined;
  /** As in `2026-11-28`. */
  readonly date?: string | undefined;
  /** The seed of the run that saw it. */
  readonly seed?: number | undefined;
  /** By the key of the switch, as in `D9` or `D7.add`; what was not seen is left out. */
  readonly positions: Readonly<Record<string, ProfilePosition>>;
}

/** The JSON Schema of a profile. */
export const profileShape = closedObject(
  {
    positions: {
      type: 'object',
      additionalProperties: {
        anyOf: [text, closedObject({ is: text }, { seen: listOf(text) })],
      },
    },
  },
  {
    profile: { const: 1 },
    provider: text,
    contract: text,
    date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    seed: { type: 'integer', minimum: 0 },
  },
);

const checkProfile = lazyCheck(profileShape);

/** A profile as its file has it: where nothing is to be said of a position but its name, that is enough. */
export interface WrittenProfile extends Omit<Profile, 'positions'> {
  readonly profile?: 1;
  readonly positions: Readonly<
    Record<string, string | { readonly is: string; readonly seen?: readonly string[] }>
  >;
}

/**
 * Reads a profile.
 * @param from its file, or what that would have
 * @throws ContractDefect with file and line if it has another shape, or a switch or position that the contract lacks
 */
export function loadProfile(
  from: string | WrittenProfile,
  contract: { readonly doubts: readonly Doubt[] },
): Profile {
  const file =
    typeof from === 'string'
      ? readYamlFile(from)
      : yamlFile('profile', from, () => ({ file: 'profile' }));
  const switches = allSwitches(contract);
  assertQuoted(file);
  assertValid(checkProfile, file, file.value, '', 'correct it as profile.schema.json describes');
  const { positions, ...about } = file.value as WrittenProfile;
  const read = Object.entries(positions).map(([key, written]) => {
    const { is, seen = [] } = typeof written === 'string' ? { is: written } : written;
    const at = formatPointer(['positions', key]);
    const known = switches.find((one) => one.key === key);
    if (known === undefined) {
      const keys = switches.map((one) => one.key);
      const own = keys.filter((one) => one.startsWith(`${key}.`));
      const named = (own.length > 0 ? own : keys).join(', ');
      throw file.defect(at, `the contract has no switch ${key}`, `use ${named || 'none'}`);
    }
    if (!Object.hasOwn(known.positions, is))
      throw file.defect(at, `${key} has no position "${is}"`, `use ${namesIn(known)}`);
    return [key, { is, seen }] as const;
  });
  return { ...about, positions: Object.fromEntries(read) };
}

// YAML reads 201 as a number and null as nothing.
function assertQuoted(file: YamlFile): void {
  const { positions } = isObject(file.value) ? file.value : {};
  for (const [key, written] of Object.entries(isObject(positions) ? positions : {})) {
    const is = isObject(written) && Object.hasOwn(written, 'is') ? written.is : written;
    if (is !== null && !/^(number|boolean|bigint)$/.test(typeof is)) continue;
    const at = formatPointer(['positions', key]);
    throw file.defect(
      at,
      `${key} is ${is}, which YAML does not read as text`,
      `write "${is}", in quotes`,
    );
  }
}

// As YAML has them.
function namesIn({ positions }: Switch): string {
  return Object.keys(positions)
    .map((name) => stringify(name).trim())
    .join(', ');
}

/** What was seen of a provider at a switch. */
export interface SeenPosition {
  readonly key: string;
  /** Undefined if what was seen contradicts itself, or fits no position. */
  readonly is?: string;
  /** What showed it: the values seen, by the id of a case or the word of the verifier. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
}

/** Returns what was seen of a provider at the switches of a doubt, without those of which nothing was. */
export function positionsSeen({ switches }: Pick<Doubt, 'switches'>, observed: Observed) {
  return switches.flatMap((one): SeenPosition[] => {
    const is = positionSeen(one, observed);
    const told = Object.entries(one.positions).filter(([name]) => is === undefined || name === is);
    const whats = told.flatMap(([, position]) => Object.keys(position.seen));
    const seen = [...new Set(whats)].flatMap((what) => {
      const values = observed.get(what);
      return values === undefined ? [] : [[what, [...values].toSorted()] as const];
    });
    if (seen.length === 0) return [];
    return [{ key: one.key, ...(is !== undefined && { is }), seen: Object.fromEntries(seen) }];
  });
}

/** Says what was seen, in half a sentence: `empty-list: null and []`. */
export function seenText({ seen }: Pick<SeenPosition, 'seen'>): string {
  return Object.entries(seen)
    .map(([what, values]) => `${what}: ${values.join(' and ')}`)
    .join(', ');
}

/**
 * Writes a profile as YAML, a line for each position.
 * @param unclear what was seen without a position, each in a comment
 */
export function renderProfile(
  { positions, ...about }: Profile,
  unclear: readonly SeenPosition[] = [],
): string {
  const lines = Object.entries(positions).map(([key, { is, seen }]) => {
    const flow = stringify(seen.length === 0 ? is : { is, seen }, {
      collectionStyle: 'flow',
      lineWidth: 0,
    });
    return `  ${key}: ${flow.trim()}\n`;
  });
  const given = Object.fromEntries(
    Object.entries({ profile: 1, ...about }).filter(([, value]) => value !== undefined),
  );
  const comments = unclear.map((one) => `# ${one.key} is left out: ${seenText(one)}\n`);
  const listed = lines.length === 0 ? ' {}\n' : `\n${lines.join('')}`;
  return `${stringify(given)}positions:${listed}${comments.join('')}`;
}
