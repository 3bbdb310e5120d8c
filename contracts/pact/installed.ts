import { createRequire } from 'node:module';
import { Misuse } from '../../spec/index.ts';
import { isBuiltIn, type PactDocument } from './pact-sources.ts';
import { pactPackage } from './settings.ts';

/** What npm installs beside Pact, to compare pacts of one's own with the OpenAPI document. */
export const comparatorPackage = '@pactflow/openapi-pact-comparator@2';

/**
 * Makes sure that what the replay of pacts needs is there, without loading it.
 * @throws Misuse with the command that installs it
 */
export function assertPactInstalled(
  pacts: readonly PactDocument[],
  from: string = import.meta.url,
): void {
  if (pacts.length > 0 && !isInstalled('@pact-foundation/pact', from)) {
    throw new Misuse(
      `To replay pacts, the verifier needs Pact, which is not installed; run \`npm install --save-dev ${pactPackage}\`, or leave them out with \`--only checks\` and \`--only exploration\`.`,
    );
  }
  if (pacts.every(isBuiltIn) || isInstalled('@pactflow/openapi-pact-comparator', from)) return;
  throw new Misuse(
    `To compare your pacts with the OpenAPI document, the verifier needs Pact's comparator, which is not installed; run \`npm install --save-dev ${comparatorPackage}\`.`,
  );
}

function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}
