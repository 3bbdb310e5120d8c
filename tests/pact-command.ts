import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';

/** How the pages write a command of Pact for a broker. */
export const pactCommand: RegExp = /^npx -p @pact-foundation\/pact-cli@18 pact-broker /;

/** Runs a command of Pact up to its first request: it takes its options, and then there is no broker. */
export function holdPactCommand(words: readonly string[]): void {
  const env = { ...process.env, PACT_BROKER_BASE_URL: 'http://127.0.0.1:9' };
  // It would ask again for ten minutes.
  const hasty = words.map((word, i) => (words[i - 1]?.startsWith('--retry-') ? '1' : word));
  const args = [resolve('node_modules/@pact-foundation/pact-cli/bin/pact-broker.js'), ...hasty];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...args, '--retries', '0', '--broker-token', 'any'],
    // Pacts to publish are here.
    { env, cwd: 'contracts', encoding: 'utf8' },
  );
  expect([status, stdout + stderr]).toEqual([1, expect.stringContaining('error sending request')]);
}
