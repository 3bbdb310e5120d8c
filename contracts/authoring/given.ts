import { type Catalogue, type Contract, Misuse } from '../../spec/index.ts';
import { LentValue } from './lent-value.ts';
import { stateExamples } from './state-examples.ts';
import type { Given } from './types.ts';

/** A provider state of an interaction, with the names that its values get, by their names in the state. */
export interface GivenState {
  readonly says: string;
  readonly names: Record<string, string>;
}

/** What is given of an interaction: its states, and the values that they lend. */
export interface GivenStates {
  readonly states: readonly GivenState[];
  readonly values: Readonly<Record<string, LentValue>>;
}

/**
 * Finds the provider states of an interaction and the values that they lend.
 * @throws Misuse for a state or a value that the contract does not have, and for two values of one name
 */
export function readGiven(
  contract: Contract,
  catalogue: Catalogue,
  given: Given = {},
): GivenStates {
  const asked = typeof given === 'string' ? { [given]: true } : given;
  const values: Record<string, LentValue> = {};
  const states = Object.entries(asked).map(([says, how], i): GivenState => {
    const state = catalogue.states.find((one) => one.says === says);
    const known = catalogue.states.map((one) => `"${one.says}"`).join(', ');
    if (state === undefined)
      throw new Misuse(`There is no provider state "${says}"; give one of ${known}.`);
    const examples = stateExamples(contract, catalogue, state, i);
    const own = Object.fromEntries(Object.keys(examples).map((name) => [name, name]));
    const names: Record<string, string> = how === true ? own : { ...how };
    for (const [value, name] of Object.entries(names)) {
      const example = examples[value];
      if (example === undefined) {
        throw new Misuse(
          `The state "${says}" lends no "${value}"; it lends ${Object.keys(own).join(', ')}.`,
        );
      }
      if (name in values) {
        throw new Misuse(
          `Two values of the given states are called "${name}"; give one another name, as in { "${says}": { ${value}: "other_${value}" } }.`,
        );
      }
      values[name] = new LentValue(name, example);
    }
    return { says, names };
  });
  return { states, values: onlyKnown(values) };
}

// Otherwise a misspelled name would be undefined, and its field be missing in the request.
function onlyKnown(values: Record<string, LentValue>): Record<string, LentValue> {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name);
      const known = Object.keys(target).join(', ') || 'nothing; name a state in given';
      throw new Misuse(`The given states lend no "${name}"; they lend ${known}.`);
    },
  });
}
