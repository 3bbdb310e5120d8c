import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runCommand } from '../../spec/command/run-command.ts';
import { ContractDefect, createRedaction, Misuse } from '../../spec/index.ts';
import { isLoopback } from '../control/access.ts';
import { fingerprintOf } from '../http/certificate.ts';
import { createLog } from '../journal/request-log.ts';
import type { Mock } from '../mock.ts';
import { type CommandOptions, controlTokenVariable, createCommand } from './command-line.ts';
import { describeProfile } from './describe-profile.ts';
import { watchFiles } from './watch-files.ts';

// The only file of the mock that may end the process.

// V8 allocates objects as old ones once most of their kind have lived long, as those do that the
// journal keeps; from then on every request leaves garbage that is expensive to collect. Without
// that, an accepted POST takes 10 % less time and a conflicting one 15 %, with a third of the p99
// latency (`npm run bench -- --only throughput`). Remove this once it gains less than 10 %.
setFlagsFromString('--no-allocation-site-pretenuring');

await runCommand(async () => {
  await createCommand(run).exitOverride().parseAsync();
  return undefined;
});

async function run(options: CommandOptions): Promise<void> {
  const write = createWriter((text) => process.stdout.write(text));
  // Also with --log silent: with --port 0 nothing else tells the URL.
  const print = (line: string) =>
    write(options.log === 'json' ? `${JSON.stringify({ message: line })}\n` : `${line}\n`);
  const log = createLog(options.log, write);
  // Loaded here, since it is slow, and --help and most mistakes do not need it.
  const { createMock } = await import('../mock.ts');
  const warn = (message: string) => void process.stderr.write(`Warning: ${message}\n`);
  const mock = await createMock({ ...options.mock, log, warn });
  const url = await listen(mock, options);
  const stopWatching = options.watch ? watchContract(mock, options, print, warn) : () => {};
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) {
    process.once(signal, () => {
      // A second signal ends the process at once.
      for (const one of signals) process.removeAllListeners(one);
      stopWatching();
      void mock.close().then(() => process.exit(0));
    });
  }
  // Printed last: its reader may change a file or send a signal at once.
  print(`${mock.contract.title} on ${url} (explorer and control API: ${new URL('/_mock/', url)})`);
  if (options.config !== undefined) print(`Options from ${options.config}.`);
  if (mock.certificate !== undefined) {
    const at = new URL('/_mock/certificate.pem', url);
    print(
      `HTTPS with the certificate ${fingerprintOf(mock.certificate)} (SHA-256); to let clients trust it: curl --insecure ${at} > mock.pem`,
    );
  }
  const { upstream, store } = options.mock;
  // The environment or a file may have named it. A URL may have a password in it.
  if (store !== undefined) print(`Accounts are kept in ${createRedaction(undefined).text(store)}.`);
  if (upstream !== undefined) print(`What the document does not have goes to ${upstream}.`);
  for (const line of describe(mock)) print(line);
  for (const { message } of mock.contract.warnings) warn(message);
  if (!isLoopback(options.host) && options.mock.controlToken === undefined) {
    print(
      `The control API is off beyond loopback; --control-token or ${controlTokenVariable} turns it on.`,
    );
  }
}

// Writes the lines of one turn of the event loop together, since each write is a system call.
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

async function listen(mock: Mock, { port, host }: CommandOptions): Promise<string> {
  try {
    return await mock.listen({ port, host });
  } catch (error) {
    await mock.close();
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      EADDRINUSE: `Port ${port} of ${host} is taken; stop the server that listens there, or choose another port with --port.`,
      EACCES: `You have no right to use port ${port}; choose one above 1023 with --port.`,
      EADDRNOTAVAIL: `This machine has no address ${host}; choose one of its own with --host.`,
      ENOTFOUND: `The host ${host} is unknown; choose an address with --host.`,
    };
    throw new Misuse(why[code ?? ''] ?? `Cannot listen on ${host}:${port} (${code}).`);
  }
}

function describe(mock: Mock): string[] {
  return [...describeProfile(mock), ...mock.describeState()];
}

function watchContract(
  mock: Mock,
  { mock: { profile } }: CommandOptions,
  print: (line: string) => void,
  warn: (message: string) => void,
): () => void {
  // The files of a defective document are not among those of the contract.
  let defective: string[] = [];
  const own = typeof profile === 'string' ? [profile] : [];
  return watchFiles(
    () => [...mock.contract.files, ...own, ...defective],
    async () => {
      try {
        const before = describe(mock);
        await mock.reload();
        defective = [];
        for (const { message } of mock.contract.warnings) warn(message);
        print(`Reloaded ${mock.contract.file}.`);
        for (const line of describe(mock)) if (!before.includes(line)) print(line);
      } catch (error) {
        if (error instanceof ContractDefect) defective = [error.file];
        // Show the stack of a bug, but keep serving: the file may be half written.
        if (!(error instanceof Misuse)) process.stderr.write(`${inspect(error)}\n`);
        const why = error instanceof Error ? error.message : error;
        print(`Still serving the old contract: ${why}`);
      }
    },
  );
}
