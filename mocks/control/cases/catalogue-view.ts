import type { Case, Catalogue, Step } from '../../../spec/index.ts';

/** A step of a case, with the id of its operation. */
export type ShownStep = Omit<Step, 'operation'> & { readonly operation: string };

/** A case as the explorer gets it. */
export type ShownCase = Omit<Case, 'given' | 'request' | 'then' | 'needs'> & {
  readonly given: readonly ShownStep[];
  readonly request: ShownStep;
  readonly then: readonly ShownStep[];
  /** How many identifiers of each kind it needs. */
  readonly needs: Readonly<Record<string, number>>;
};

/** The catalogue of cases as the explorer gets it. */
export type ShownCatalogue = Pick<Catalogue, 'identifiers' | 'promises'> & {
  readonly cases: readonly ShownCase[];
};

/** Returns what the explorer gets of a catalogue. */
export function showCatalogue({ identifiers, promises, cases }: Catalogue): ShownCatalogue {
  return {
    identifiers,
    promises,
    cases: cases.map((one) => ({
      ...one,
      given: one.given.map(showStep),
      request: showStep(one.request),
      // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
      then: one.then.map(showStep),
      needs: Object.fromEntries(one.needs),
    })),
  };
}

function showStep({ operation, ...step }: Step): ShownStep {
  return { ...step, operation: operation.id };
}
