import { MatchersV3 } from '@pact-foundation/pact';

/**
 * A provider state as the pacts name it.
 *
 * `names` says which identifiers whoever sets up the state hands back, by kind, and under which
 * name an interaction asks for each: `{ rule: 'second_rule' }` wants the id of the state's rule as
 * `second_rule`.
 */
export interface ProviderState {
  says: string;
  names: Record<string, string>;
}

/** Identifiers that a request may name: no rule holds the number or the group. */
export const somethingFree: ProviderState = {
  says: 'a number and a group that no rule holds',
  names: { number: 'free_number', group: 'free_group', media: 'free_media' },
};

/** A rule with exactly one number and one group. */
export const aRule: ProviderState = {
  says: 'a rule that holds a number and a group',
  names: {
    rule: 'first_rule',
    number: 'first_number',
    group: 'first_group',
    media: 'first_media',
  },
};

/** Another rule, with a number and a group of its own. */
export const aSecondRule: ProviderState = {
  says: 'a second rule that holds a number and a group',
  names: {
    rule: 'second_rule',
    number: 'second_number',
    group: 'second_group',
    media: 'second_media',
  },
};

/** A number whose settings may be overwritten. */
export const aSipNumber: ProviderState = {
  says: 'a number registered over SIP',
  names: { sip: 'sip_number' },
};

/** What stands for each name while no provider is there: the ids that the documentation shows. */
const examples: Record<string, number> = {
  free_number: 446,
  free_group: 103,
  free_media: 50,
  first_rule: 77,
  first_number: 352,
  first_group: 93,
  first_media: 50,
  second_rule: 81,
  second_number: 448,
  second_group: 79,
  second_media: 50,
  sip_number: 608,
};

/** The example of an identifier that a state hands back. */
export function exampleOf(name: string): number {
  const example = examples[name];
  if (example === undefined)
    throw new Error(`No provider state names ${name}; see ${import.meta.url}.`);
  return example;
}

/** An identifier in a request: the one that the state handed back. */
export function id(name: string) {
  return MatchersV3.fromProviderState(name, exampleOf(name));
}

/** A path that ends in an identifier of a state. */
export function path(collection: string, name: string) {
  return MatchersV3.fromProviderState(
    `${collection}/\${${name}}`,
    `${collection}/${exampleOf(name)}`,
  );
}

/**
 * An identifier in an answer: any integer.
 *
 * Pact's verifier does not put what a state handed back into the answer that it expects, so whether
 * it is the very same identifier is left to the checks.
 */
export function anyId(name: string) {
  return MatchersV3.integer(exampleOf(name));
}
