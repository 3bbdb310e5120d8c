import { Misuse } from '../spec/index.ts';
import type { MockOptions } from './mock.ts';

const names = {
  spec: true,
  strictDocument: true,
  initial: true,
  presets: true,
  accounts: true,
  auth: true,
  switches: true,
  delay: true,
  prefix: true,
  upstream: true,
  https: true,
  provider: true,
  controlToken: true,
  errors: true,
  dynamic: true,
  seed: true,
  ignoreExamples: true,
  fillProperties: true,
  log: true,
  createStore: true,
  random: true,
  newId: true,
  wait: true,
} satisfies Record<keyof MockOptions, true>;

/**
 * Checks the names of options, since JavaScript ignores one that is misspelt, or called as on the
 * command line, such as `switch`.
 * @param others the names that are allowed beside those of {@link MockOptions}
 * @throws Misuse that lists the names
 */
export function assertOptionNames(options: object, others: readonly string[] = []): void {
  const known = [...Object.keys(names), ...others];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Misuse(`There is no option "${unknown}"; there are ${known.join(', ')}.`);
  }
}
