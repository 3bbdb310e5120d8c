import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import { assertSource, type SourceReference, type Sources } from './sources.ts';

/** Switches the mock to another reading; `effect` is a term that the mock knows. */
export interface Switch {
  readonly effect: string;
  readonly default: string;
  /** What the mock does for each value that a user can set. */
  readonly values: Readonly<Record<string, string>>;
}

/** A point where the documentation contradicts itself or is silent, and the decision about it. */
export interface Doubt {
  readonly id: string;
  readonly question: string;
  readonly evidence: readonly (SourceReference & { readonly says: string })[];
  readonly decision: string;
  readonly mock: { readonly does: string; readonly refuses: readonly string[] };
  /** `observes` is a term of the verifier, for what it sees in passing. */
  readonly verifier: { readonly does: string; readonly observes?: string };
  readonly switch: Switch | null;
}

const checkDoubts = lazyCheck(
  closedObject({
    doubts: listOf(
      closedObject({
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
        verifier: closedObject({ does: text }, { observes: text }),
        switch: {
          ...closedObject({
            effect: text,
            default: text,
            values: { type: 'object', minProperties: 2, additionalProperties: text },
          }),
          type: ['object', 'null'],
        },
      }),
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
  const { doubts } = file.value as { doubts: Doubt[] };
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
    if (one.switch !== null && !Object.hasOwn(one.switch.values, one.switch.default)) {
      throw file.defect(
        `${at}/switch/default`,
        `the default of ${one.id}'s switch is none of its values`,
        `write one of ${Object.keys(one.switch.values).join(', ')}`,
      );
    }
  }
  return doubts;
}
