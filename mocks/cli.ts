#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ContractDefect } from '../spec/index.ts';
import { isLoopback } from './guard.ts';
import { createLog, createMock, type Mock, UnknownSwitch } from './index.ts';
import { createCommand, type Wanted } from './options.ts';
import { watchFiles } from './watch.ts';

// The only file of the mock that ends the process.

/** Something that the user can set right: one sentence, exit code 2. */
class Misuse extends Error {}

try {
  const command = createCommand(run).exitOverride();
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (isExpected(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}

async function run(wanted: Wanted): Promise<void> {
  const say = (line: string) => {
    if (wanted.log === 'silent') return;
    process.stdout.write(
      wanted.log === 'json' ? `${JSON.stringify({ message: line })}\n` : `${line}\n`,
    );
  };
  const log = createLog(wanted.log, (line) => process.stdout.write(line));
  const mock = await createMock({ ...wanted.mock, log });
  const url = await listen(mock, wanted);
  const { contract } = mock;
  say(`${contract.title} on ${url} (control API: ${url}/_mock/)`);
  if (!isLoopback(wanted.host) && wanted.mock.controlToken === undefined) {
    say('The control API is off beyond loopback; --control-token turns it on.');
  }
  const stopWatching = wanted.watch ? watchContract(mock, say) : () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopWatching();
      void mock.close().then(() => process.exit(0));
    });
  }
}

async function listen(mock: Mock, { port, host }: Wanted): Promise<string> {
  try {
    return await mock.listen({ port, host });
  } catch (error) {
    await mock.close();
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      EADDRINUSE: `Port ${port} of ${host} is taken; stop what listens there, or choose another with --port.`,
      EACCES: `Port ${port} needs more rights than this user has; choose one above 1023 with --port.`,
      EADDRNOTAVAIL: `This machine has no address ${host}; give one of its own with --host.`,
      ENOTFOUND: `The host ${host} is not known; give an address with --host.`,
    };
    throw new Misuse(why[code ?? ''] ?? `Cannot listen on ${host}:${port} (${code}).`);
  }
}

function watchContract(mock: Mock, say: (line: string) => void): () => void {
  let stop = watchFiles(mock.contract.files, reload);
  return () => stop();

  function reload(): void {
    mock
      .reload()
      .then(() => {
        say(`Took up the changed ${mock.contract.file}.`);
        stop();
        stop = watchFiles(mock.contract.files, reload);
      })
      .catch((error: unknown) => {
        if (!isExpected(error)) throw error;
        say(`Serving the old contract on: ${error.message}`);
      });
  }
}

function isExpected(error: unknown): error is Error {
  return (
    error instanceof ContractDefect || error instanceof UnknownSwitch || error instanceof Misuse
  );
}
