import type { Catalogue, Step } from '../../../spec/index.ts';

/** The catalogue of cases as the explorer gets it. */
export type ShownCatalogue = ReturnType<typeof showCatalogue>;

/** A case as the explorer gets it. */
export type ShownCase = ShownCatalogue['cases'][number];

/** A step of a case, with the id of its operation. */
export type ShownStep = ShownCase['request'];

/** Returns what the explorer gets of a catalogue. */
export function showCatalogue({ identifiers, promises, cases }: Catalogue) {
  return {
    identifiers,
    promises,
    cases: cases.map((one) => ({
      ...one,
      given: one.given.map(showStep),
      request: showStep(one.request),
      // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
      then: one.then.map(showStep),
      /** How many identifiers of each kind it needs. */
      needs: Object.fromEntries(one.needs),
    })),
  };
}

function showStep({ operation, ...step }: Step) {
  return { ...step, operation: operation.id };
}
