import { CommanderError } from 'commander';
import { Misuse } from '../shared/misuse.ts';
import { describeUsageError } from './options.ts';

/**
 * Runs a command to its exit code. What the user can set right is written to standard error as one
 * sentence and exits with 2; a bug shows its stack.
 * @param run returns the exit code; undefined leaves it as it is
 */
export async function runCommand(run: () => Promise<number | undefined>): Promise<void> {
  // Ignore EPIPE: the output may be piped into `head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = (await run()) ?? process.exitCode;
  } catch (error) {
    // Commander throws for --help and --version too.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isUsage = error instanceof CommanderError;
    if (!isUsage && !(error instanceof Misuse)) throw error;
    process.stderr.write(`${isUsage ? describeUsageError(error) : error.message}\n`);
    process.exitCode = 2;
  }
}
