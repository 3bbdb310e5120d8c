import { createRequire } from 'node:module';
import { Misuse } from '../../spec/index.ts';

/** What npm installs for the pacts: an optional peer dependency of the package. */
export const pactPackage = '@pact-foundation/pact@17';

/**
 * Makes sure that Pact's verifier is there, without loading it.
 * @throws Misuse with the command that installs it
 */
export function assertPactInstalled(from = import.meta.url): void {
  try {
    createRequire(from).resolve('@pact-foundation/pact');
  } catch {
    throw new Misuse(
      `To replay pacts, the verifier needs Pact, which is not installed; run \`npm install --save-dev ${pactPackage}\`, or leave them out with \`--only checks\` and \`--only exploration\`.`,
    );
  }
}
