import type { Contract } from '../contract/contract.ts';
import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';
import { assertSource, type SourceReference, sourceReferenceShape } from '../evidence/sources.ts';
import type { Expectation } from '../shared/expectation.ts';
import { type IdentifierKind, loadIdentifiers } from './identifiers.ts';
import { loadStates, type ProviderState } from './provider-states.ts';
import {
  createStepReader,
  expectationShape,
  type Step,
  type StepReader,
  stepShape,
  type WrittenStep,
} from './steps.ts';

/** A valid or invalid request in a given situation, and what is expected of it. */
export interface Case {
  readonly id: string;
  readonly says: string;
  readonly source: SourceReference | undefined;
  readonly doubt: string | undefined;
  readonly promises: readonly string[];
  readonly given: readonly Step[];
  readonly request: Step;
  readonly observed: { readonly accepted: string; readonly refused: string } | undefined;
  /** A provider must accept at least one of the cases that share this word. */
  readonly oneOf: string | undefined;
  readonly then: readonly Step[];
  /** How many identifiers of each kind it needs. */
  readonly needs: ReadonlyMap<string, number>;
}

/** Something that the documentation promises beyond a row of a table. */
export interface Promised {
  readonly id: string;
  readonly says: string;
  /** Ids, or their beginnings, of the checks in code that test it, besides the cases that name it. */
  readonly checks: readonly string[];
}

/** What the verifier reads besides the contract. */
export interface Catalogue {
  readonly identifiers: readonly IdentifierKind[];
  readonly cases: readonly Case[];
  readonly promises: readonly Promised[];
  /** What the provider states of the consumers' pacts mean. */
  readonly states: readonly ProviderState[];
  /** The requests that a step may be `like`, by name. */
  readonly requests: Readonly<Record<string, WrittenStep>>;
}

interface WrittenCase {
  id: string;
  says: string;
  source?: SourceReference;
  doubt?: string;
  promises?: string[];
  given?: WrittenStep[];
  request: WrittenStep;
  expect: Expectation;
  observed?: { accepted: string; refused: string };
  'one-of'?: string;
  then?: WrittenStep[];
}

const checkCases = lazyCheck(
  closedObject(
    {
      cases: listOf(
        closedObject(
          {
            id: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
            says: text,
            request: stepShape,
            expect: expectationShape,
          },
          {
            source: sourceReferenceShape,
            doubt: text,
            promises: listOf(text),
            given: listOf(stepShape),
            observed: closedObject({ accepted: text, refused: text }),
            'one-of': text,
            // These steps have no default expectation.
            // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
            then: listOf({ ...stepShape, required: ['expect'] }),
          },
        ),
      ),
    },
    {
      requests: { type: 'object', additionalProperties: stepShape },
      promises: listOf(closedObject({ id: text, says: text }, { checks: listOf(text) })),
    },
  ),
);

/**
 * Reads the kinds of identifiers that a contract needs as test data.
 * @throws ContractDefect with file, line and remedy for the first defect.
 */
export function loadIdentifierKinds({ verification, resources }: Contract): IdentifierKind[] {
  const path = verification.identifiers;
  return path === undefined ? [] : loadIdentifiers(path, resources);
}

/**
 * Reads the identifiers, the cases and the provider states that a contract names.
 * @throws ContractDefect with file, line and remedy for the first defect.
 */
export function loadCatalogue(contract: Contract): Catalogue {
  const { verification } = contract;
  const identifiers = loadIdentifierKinds(contract);
  const { cases, promises, requests } =
    verification.cases === undefined
      ? { cases: [], promises: [], requests: {} }
      : loadCases(verification.cases, contract, identifiers);
  const states =
    verification.states === undefined
      ? []
      : loadStates(verification.states, contract, identifiers, requests);
  return { identifiers, cases, promises, states, requests };
}

/**
 * Adds the provider states of a file to those of a catalogue.
 * @throws ContractDefect with file, line and remedy for the first defect.
 */
export function addStates(contract: Contract, catalogue: Catalogue, path: string): Catalogue {
  const { identifiers, requests, states } = catalogue;
  const added = loadStates(path, contract, identifiers, requests, states);
  return { ...catalogue, states: [...states, ...added] };
}

function loadCases(
  path: string,
  contract: Contract,
  identifiers: readonly IdentifierKind[],
): Pick<Catalogue, 'cases' | 'promises' | 'requests'> {
  const file = readYamlFile(path);
  assertValid(checkCases, file, file.value, '');
  const written = file.value as {
    requests?: Record<string, WrittenStep>;
    promises?: { id: string; says: string; checks?: string[] }[];
    cases: WrittenCase[];
  };
  const requests = written.requests ?? {};
  const promises = (written.promises ?? []).map((one) => ({ ...one, checks: one.checks ?? [] }));
  const steps = createStepReader(contract, file, identifiers, requests);
  const ids = new Set<string>();
  const cases = written.cases.map((one, i) => {
    const at = `/cases/${i}`;
    if (ids.has(one.id)) {
      throw file.defect(`${at}/id`, `there are two cases "${one.id}"`, 'give each its own id');
    }
    ids.add(one.id);
    const unknown = (one.promises ?? []).find((id) => !promises.some((each) => each.id === id));
    if (unknown !== undefined) {
      const what = `case "${one.id}" names "${unknown}", which is not a promise`;
      throw file.defect(`${at}/promises`, what, 'name one of the promises, or add it');
    }
    return readCase(contract, file, steps, one, at);
  });
  return { cases, promises, requests };
}

function readCase(
  { pages, silences, doubts }: Contract,
  file: YamlFile,
  steps: StepReader,
  one: WrittenCase,
  at: string,
): Case {
  assertReferences();
  const names = { created: new Set<string>(), needs: new Map<string, number>() };
  const read = (written: WrittenStep, where: string, expect?: Expectation): Step =>
    steps.read(written, where, expect, names);
  const given = (one.given ?? []).map((step, i) => read(step, `${at}/given/${i}`));
  const request = read(one.request, `${at}/request`, one.expect);
  return {
    id: one.id,
    says: one.says,
    source: one.source,
    doubt: one.doubt,
    promises: one.promises ?? [],
    given,
    request,
    observed: one.observed,
    oneOf: one['one-of'],
    // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
    then: (one.then ?? []).map((step, i) => read(step, `${at}/then/${i}`, step.expect)),
    needs: names.needs,
  };

  function assertReferences(): void {
    if (one.source !== undefined) {
      const what = `the source of case "${one.id}"`;
      assertSource(file, `${at}/source`, { pages, silences }, one.source, what);
    }
    if (one.doubt !== undefined && !doubts.some(({ id }) => id === one.doubt)) {
      const what = `case "${one.id}" names doubt ${one.doubt}, which does not exist`;
      throw file.defect(`${at}/doubt`, what, 'name one of doubts.yaml');
    }
    const open = one.expect.verifier === 'open';
    if (open && (one.doubt === undefined || one.observed === undefined)) {
      const what = `case "${one.id}" is open and lacks ${one.doubt ? '"observed"' : '"doubt"'}`;
      throw file.defect(at, what, 'name the doubt, and what to report in either case');
    }
  }
}
