import { MatchersV3 } from '@pact-foundation/pact';

/** A provider state of the pacts. */
export interface ProviderState {
  description: string;
  /** The names of the identifiers that the state injects, by kind: `{ rule: 'second_rule' }`. */
  names: Record<string, string>;
}

/** Free identifiers: no rule holds the number or the group. */
export const somethingFree: ProviderState = {
  description: 'a number and a group that no rule holds',
  names: { number: 'free_number', group: 'free_group', media: 'free_media' },
};

/** A rule with exactly one number and one group. */
export const aRule: ProviderState = {
  description: 'a rule that holds a number and a group',
  names: {
    rule: 'first_rule',
    number: 'first_number',
    group: 'first_group',
    media: 'first_media',
  },
};

/** Another rule, with its own number and group. */
export const aSecondRule: ProviderState = {
  description: 'a second rule that holds a number and a group',
  names: {
    rule: 'second_rule',
    number: 'second_number',
    group: 'second_group',
    media: 'second_media',
  },
};

/** A number whose settings may be overwritten. */
export const aSipNumber: ProviderState = {
  description: 'a number registered over SIP',
  names: { sip: 'sip_number' },
};

/** Examples of the injected identifiers, from the documentation. */
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

/** Returns the example of an injected identifier. */
export function exampleOf(name: string): number {
  const example = examples[name];
  if (example === undefined)
    throw new Error(`No provider state injects ${name}; see ${import.meta.url}.`);
  return example;
}

/** An identifier in a request: the one that the state injects. */
export function id(name: string) {
  return MatchersV3.fromProviderState(name, exampleOf(name));
}

/** A path that ends in an injected identifier. */
export function path(collection: string, name: string) {
  return MatchersV3.fromProviderState(
    `${collection}/\${${name}}`,
    `${collection}/${exampleOf(name)}`,
  );
}

/**
 * An identifier in a response: any integer, because Pact's verifier does not inject identifiers into
 * expected responses. The checks compare them.
 */
export function anyId(name: string) {
  return MatchersV3.integer(exampleOf(name));
}
