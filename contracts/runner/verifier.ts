/**
 * Verifies a provider in a process of its own, for the tests of {@link describeProvider}. So a test runner
 * needs to load nothing of the verifier, and one that is killed leaves nothing behind in the account.
 */
import { text } from 'node:stream/consumers';
import { runCommand } from '../../spec/command/run-command.ts';
import { untilInterrupted } from '../cli/interruption.ts';
import { createRepeat } from '../cli/repeat-command.ts';
import { writeReports } from '../report/index.ts';
import { type PlannedResult, plannedResults } from '../run/planned-results.ts';
import { verify } from '../run/verify.ts';
import { concludeAll } from './conclusions.ts';
import type { SentOptions } from './options.ts';
import { optionsAsFlags } from './options-as-flags.ts';
import type { FromVerifier, ToVerifier } from './protocol.ts';

const controller = new AbortController();

if (process.send === undefined) {
  await runCommand(async () => {
    const options: SentOptions = JSON.parse(await text(process.stdin));
    process.stdout.write(JSON.stringify(await plannedResults(options)));
    return 0;
  });
} else {
  untilInterrupted(controller);
  // The runner may be gone, and whoever read what it printed.
  process.stderr.on('error', () => {});
  process.on('disconnect', () => controller.abort());
  process.on('message', (message: ToVerifier) => {
    if (message.kind === 'end') return controller.abort();
    const { options, planned } = message;
    run(options, planned).then(post, (error) =>
      post({ kind: 'failure', message: error instanceof Error ? error.message : `${error}` }),
    );
  });
}

async function run(options: SentOptions, planned: readonly PlannedResult[]): Promise<FromVerifier> {
  const { report: folder } = options;
  const repeat = createRepeat(optionsAsFlags(options), undefined, folder);
  const report = await verify({ ...options, repeat, signal: controller.signal });
  if (folder !== undefined) writeReports(report, folder);
  return { kind: 'verified', conclusions: concludeAll(planned, report) };
}

function post(message: FromVerifier): void {
  if (process.connected) process.send?.(message, () => process.disconnect());
}
