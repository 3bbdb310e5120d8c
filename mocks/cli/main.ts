import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runCommand } from '../../spec/command/run-command.ts';
import { ContractDefect, Misuse } from '../../spec/index.ts';
import { isLoopback } from '../control/access.ts';
import { createLog } from '../journal/request-log.ts';
import type { Mock } from '../mock.ts';
import { createCommand, type Wanted } from './command-line.ts';
import { watchFiles } from './watch-files.ts';

// The only file of the mock that ends the process.

// V8 allocates objects as old ones once most of their kind have lived long, as those do that the
// journal keeps; from then on every request leaves garbage that is expensive to collect. Without
// that, an accepted POST takes 10 % less time and a conflicting one 15 %, with a third of the p99
// latency (`npm run bench -- --only throughput`). Remove this once it gains less than 10 %.
setFlagsFromString('--no-allocation-site-pretenuring');

await runCommand(async () => {
  await createCommand(run).exitOverride().parseAsync();
  return undefined;
});

async function run(wanted: Wanted): Promise<void> {
  const write = createWriter((text) => process.stdout.write(text));
  // Even a silent log leaves out the requests only: with --port 0 nothing else tells the URL.
  const say = (line: string) =>
    write(wanted.log === 'json' ? `${JSON.stringify({ message: line })}\n` : `${line}\n`);
  const log = createLog(wanted.log, write);
  // Loaded only now, since it takes its time: --help and most mistakes are answered without it.
  const { createMock } = await import('../mock.ts');
  const mock = await createMock({ ...wanted.mock, log });
  const url = await listen(mock, wanted);
  const stopWatching = wanted.watch ? watchContract(mock, say) : () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopWatching();
      void mock.close().then(() => process.exit(0));
    });
  }
  // Said last: who reads it may change a file or send a signal at once.
  say(`${mock.contract.title} on ${url} (explorer and control API: ${url}/_mock/)`);
  if (!isLoopback(wanted.host) && wanted.mock.controlToken === undefined) {
    say('The control API is off beyond loopback; --control-token turns it on.');
  }
}

// The lines of one turn of the event loop are written together: each write is a call of the system.
function createWriter(writeNow: (text: string) => void): (text: string) => void {
  let waiting = '';
  const flush = () => {
    const text = waiting;
    waiting = '';
    if (text !== '') writeNow(text);
  };
  process.once('exit', flush);
  return (text) => {
    if (waiting === '') setImmediate(flush);
    waiting += text;
  };
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
  // A file that a defective document names is not yet one of the contract's.
  let defective: string[] = [];
  return watchFiles(
    () => [...mock.contract.files, ...defective],
    async () => {
      try {
        await mock.reload();
        defective = [];
        say(`Took up the changed ${mock.contract.file}.`);
      } catch (error) {
        if (error instanceof ContractDefect) defective = [error.file];
        // A bug shows its stack, but a file that is half written must not end the server either.
        if (!(error instanceof Misuse)) process.stderr.write(`${inspect(error)}\n`);
        say(`Serving the old contract on: ${error instanceof Error ? error.message : error}`);
      }
    },
  );
}
