import type { Contract } from '../contract/contract.ts';
import type { FileLocation } from '../document/defect.ts';
import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import type { IdentifierKind } from './identifiers.ts';
import { createStepReader, type Step, stepShape, type WrittenStep } from './steps.ts';

/** What a provider state of a pact means, in requests of the API. */
export interface ProviderState {
  /** The name that the pact gives it, a sentence. */
  readonly says: string;
  /** The requests that set it up; each must be accepted. */
  readonly given: readonly Step[];
  /** The values that an interaction may ask for, by kind; each is a name such as {number.1}. */
  readonly values: Readonly<Record<string, string>>;
  /** How many identifiers of each kind it needs. */
  readonly needs: ReadonlyMap<string, number>;
  readonly place: FileLocation;
}

interface WrittenState {
  says: string;
  given?: WrittenStep[];
  values?: Record<string, string>;
}

const checkStates = lazyCheck(
  closedObject({
    states: listOf(
      closedObject(
        { says: text },
        {
          given: listOf(stepShape),
          values: {
            type: 'object',
            additionalProperties: { type: 'string', pattern: '^\\{[a-z]+\\.[0-9]+(\\|text)?\\}$' },
          },
        },
      ),
    ),
  }),
);

/**
 * Reads a `provider-states.yaml`; its steps may be `like` the named requests.
 * @param before states of other files, whose names it may not repeat
 * @throws ContractDefect with file, line and remedy for the first defect
 */
export function loadStates(
  path: string,
  contract: Contract,
  kinds: readonly IdentifierKind[],
  requests: Readonly<Record<string, WrittenStep>>,
  before: readonly ProviderState[] = [],
): ProviderState[] {
  const file = readYamlFile(path);
  assertValid(checkStates, file, file.value, '');
  const { states } = file.value as { states: WrittenState[] };
  const reader = createStepReader(contract, file, kinds, requests);
  return states.map(({ says, given = [], values = {} }, i) => {
    const at = `/states/${i}`;
    if (states.findIndex((one) => one.says === says) !== i) {
      throw file.defect(`${at}/says`, `there are two states "${says}"`, 'keep one of them');
    }
    const other = before.find((one) => one.says === says)?.place;
    if (other !== undefined) {
      const what = `the state "${says}" is already in ${other.file}:${other.line}`;
      throw file.defect(`${at}/says`, what, 'give this one another name, or leave it out');
    }
    const names = { created: new Set<string>(), needs: new Map<string, number>() };
    const steps = given.map((step, k) => reader.read(step, `${at}/given/${k}`, undefined, names));
    for (const [kind, value] of Object.entries(values)) {
      reader.recordNames(value, `${at}/values/${kind}`, names);
    }
    return { says, given: steps, values, needs: names.needs, place: file.locate(`${at}/says`) };
  });
}
