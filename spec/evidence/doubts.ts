import { ContractDefect } from '../document/defect.ts';
import { assertValid, lazyCheck } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import { missingSource, type SourceReference, type Sources } from './sources.ts';

/** A way of the mock to behave otherwise; `effect` is a word that the mock knows. */
export interface Switch {
  readonly effect: string;
  readonly default: string;
  /** What the mock does for each word that a user may give. */
  readonly values: Readonly<Record<string, string>>;
}

/** A point where the documentation contradicts itself or is silent, and what was decided. */
export interface Doubt {
  readonly id: string;
  readonly question: string;
  readonly evidence: readonly (SourceReference & { readonly says: string })[];
  readonly decision: string;
  readonly mock: { readonly does: string; readonly refuses: readonly string[] };
  /** `observes` is a word of the verifier, for what is seen in passing. */
  readonly verifier: { readonly does: string; readonly observes?: string };
  readonly switch: Switch | null;
}

const text = { type: 'string', minLength: 1 };
const doubt = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'question', 'evidence', 'decision', 'mock', 'verifier', 'switch'],
  properties: {
    id: { type: 'string', pattern: '^[A-Z][0-9]+$' },
    question: text,
    evidence: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['says'],
        properties: {
          page: text,
          row: text,
          fact: text,
          example: text,
          silence: text,
          says: text,
        },
      },
    },
    decision: text,
    mock: {
      type: 'object',
      additionalProperties: false,
      required: ['does', 'refuses'],
      properties: { does: text, refuses: { type: 'array', items: text } },
    },
    verifier: {
      type: 'object',
      additionalProperties: false,
      required: ['does'],
      properties: { does: text, observes: text },
    },
    switch: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['effect', 'default', 'values'],
      properties: {
        effect: text,
        default: text,
        values: { type: 'object', minProperties: 2, additionalProperties: text },
      },
    },
  },
};
const checkDoubts = lazyCheck({
  type: 'object',
  additionalProperties: false,
  required: ['doubts'],
  properties: { doubts: { type: 'array', items: doubt } },
});

/**
 * Reads a `doubts.yaml`.
 * @throws ContractDefect when the file is missing, has another shape, has two doubts of one id or
 * two that claim one kind of mistake, cites evidence that is not there, or a default that is no value.
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
      throw new ContractDefect(
        file.locate(`${at}/id`),
        `there are two doubts ${one.id}`,
        'give each an id of its own',
      );
    }
    ids.add(one.id);
    for (const [k, evidence] of one.evidence.entries()) {
      const missing = missingSource(sources, evidence);
      if (missing === undefined) continue;
      throw new ContractDefect(
        file.locate(`${at}/evidence/${k}`),
        `the evidence of ${one.id} leads nowhere, ${missing}`,
        'cite what stands in the sources, or add it there',
      );
    }
    for (const [k, kind] of one.mock.refuses.entries()) {
      const other = kinds.get(kind);
      if (other !== undefined) {
        throw new ContractDefect(
          file.locate(`${at}/mock/refuses/${k}`),
          `${other} and ${one.id} both claim the mistake "${kind}"`,
          'let one doubt claim it',
        );
      }
      kinds.set(kind, one.id);
    }
    if (one.switch !== null && !Object.hasOwn(one.switch.values, one.switch.default)) {
      throw new ContractDefect(
        file.locate(`${at}/switch/default`),
        `the default of ${one.id}'s switch is none of its values`,
        `write one of ${Object.keys(one.switch.values).join(', ')}`,
      );
    }
  }
  return doubts;
}
