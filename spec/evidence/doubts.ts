import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';
import { assertSource, type SourceReference, type Sources } from './sources.ts';

/** What the verifier saw of a provider: a word of its own, or the id of a case, and every value seen. */
export type Observed = ReadonlyMap<string, ReadonlySet<string>>;

/** One of the ways in which a provider may go at a doubt. */
export interface Position {
  /** What the mock does in it, in a sentence. */
  readonly says: string;
  /** What the verifier sees of a provider that goes this way, such as `{ "empty-list": "null" }`. */
  readonly seen: Readonly<Record<string, string>>;
}

/** Switches the mock to another reading; `effect` is a term that the mock knows. */
export interface Switch {
  /** What users call it: the doubt, and a name if the doubt has several switches, as in `D7.add`. */
  readonly key: string;
  readonly effect: string;
  /** The position of the strict mock. */
  readonly default: string;
  /** The positions by the words that a user sets. */
  readonly positions: Readonly<Record<string, Position>>;
}

/** A point where the documentation contradicts itself or is silent, and the decision about it. */
export interface Doubt {
  readonly id: string;
  readonly question: string;
  readonly evidence: readonly (SourceReference & { readonly says: string })[];
  readonly decision: string;
  readonly mock: { readonly does: string; readonly refuses: readonly string[] };
  /** `observes` are words of the verifier, for what it sees in passing. */
  readonly verifier: { readonly does: string; readonly observes?: readonly string[] };
  readonly switches: readonly Switch[];
}

interface WrittenSwitch {
  effect: string;
  default: string;
  values: Record<string, string | { says: string; seen: Record<string, string> }>;
}

interface WrittenDoubt extends Omit<Doubt, 'switches'> {
  switch?: WrittenSwitch | null;
  switches?: Record<string, WrittenSwitch>;
}

const switchShape = closedObject({
  effect: text,
  default: text,
  values: {
    type: 'object',
    minProperties: 2,
    additionalProperties: {
      anyOf: [
        text,
        closedObject({
          says: text,
          seen: { type: 'object', minProperties: 1, additionalProperties: text },
        }),
      ],
    },
  },
});

const checkDoubts = lazyCheck(
  closedObject({
    doubts: listOf(
      closedObject(
        {
          id: { type: 'string', pattern: '^[A-Z][0-9]+$' },
          question: text,
          evidence: listOf(
            closedObject(
              { says: text },
              { page: text, row: text, fact: text, example: text, silence: text },
            ),
            1,
          ),
          decision: text,
          mock: closedObject({ does: text, refuses: listOf(text) }),
          verifier: closedObject({ does: text }, { observes: listOf(text, 1) }),
        },
        {
          switch: { anyOf: [{ type: 'null' }, switchShape] },
          switches: {
            type: 'object',
            propertyNames: { pattern: '^[a-z][a-z-]*$' },
            additionalProperties: switchShape,
          },
        },
      ),
    ),
  }),
);

/**
 * Reads a `doubts.yaml`.
 * @throws ContractDefect if the file is missing or has another shape, if two doubts have the same id
 * or claim the same kind of mistake, if evidence is missing, or if a default is not among the values
 */
export function loadDoubts(path: string, sources: Sources): Doubt[] {
  const file = readYamlFile(path);
  assertValid(checkDoubts, file, file.value, '');
  const { doubts } = file.value as { doubts: WrittenDoubt[] };
  const ids = new Set<string>();
  const kinds = new Map<string, string>();
  for (const [i, one] of doubts.entries()) {
    const at = `/doubts/${i}`;
    if (ids.has(one.id)) {
      throw file.defect(`${at}/id`, `there are two doubts ${one.id}`, 'give each an id of its own');
    }
    ids.add(one.id);
    for (const [k, evidence] of one.evidence.entries()) {
      assertSource(file, `${at}/evidence/${k}`, sources, evidence, `the evidence of ${one.id}`);
    }
    for (const [k, kind] of one.mock.refuses.entries()) {
      const other = kinds.get(kind);
      if (other !== undefined) {
        throw file.defect(
          `${at}/mock/refuses/${k}`,
          `${other} and ${one.id} both claim the mistake "${kind}"`,
          'let one doubt claim it',
        );
      }
      kinds.set(kind, one.id);
    }
  }
  return doubts.map(({ switch: one, switches = {}, ...doubt }, i) => ({
    ...doubt,
    switches: [
      ...(one ? [readSwitch(file, `/doubts/${i}/switch`, doubt.id, one)] : []),
      ...Object.entries(switches).map(([name, named]) =>
        readSwitch(file, `/doubts/${i}/switches/${name}`, `${doubt.id}.${name}`, named),
      ),
    ],
  }));
}

function readSwitch(file: YamlFile, at: string, key: string, written: WrittenSwitch): Switch {
  const { effect, default: usual, values } = written;
  if (!Object.hasOwn(values, usual)) {
    throw file.defect(
      `${at}/default`,
      `the default of the switch ${key} is none of its values`,
      `write one of ${Object.keys(values).join(', ')}`,
    );
  }
  const positions = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? { says: value, seen: {} } : value,
  ]);
  return { key, effect, default: usual, positions: Object.fromEntries(positions) };
}

/** Every switch of a contract. */
export function allSwitches({ doubts }: { readonly doubts: readonly Doubt[] }): Switch[] {
  return doubts.flatMap(({ switches }) => switches);
}

/**
 * Returns the positions that what was seen of a provider allows: those of which nothing shows otherwise. None if
 * nothing was tried that tells of one.
 */
export function positionsAllowed({ positions }: Switch, observed: Observed): string[] {
  const shown = Object.entries(positions).map(([name, { seen }]) => {
    const whats = Object.entries(seen);
    const tried = whats.filter(([what]) => observed.has(what));
    const fits = tried.every(([what, value]) => {
      const values = observed.get(what);
      return values?.size === 1 && values.has(value);
    });
    // What has nothing to be seen by is never seen.
    return { name, isAllowed: fits && whats.length > 0, isTried: tried.length > 0 };
  });
  const allowed = shown.filter(({ isAllowed }) => isAllowed);
  return allowed.some(({ isTried }) => isTried) ? allowed.map(({ name }) => name) : [];
}

/** Returns the position that a provider was seen in: the only one that is allowed. */
export function positionSeen(one: Switch, observed: Observed): string | undefined {
  const [first, ...others] = positionsAllowed(one, observed);
  return others.length === 0 ? first : undefined;
}
