import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Debian keeps one folder for each version, and none of them on the path.
const [bin] = globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) =>
  b.localeCompare(a, undefined, { numeric: true }),
);

/** What installs PostgreSQL where it is missing. */
export const installPostgres = 'sudo apt-get install postgresql';

/** Whether PostgreSQL is installed. */
export const hasPostgres = bin !== undefined;

/** A PostgreSQL of our own. */
export interface Postgres {
  /** The folder of its Unix socket, which clients take for a host; it listens on no port. */
  readonly host: string;
  readonly user: string;
  /** The process that has all of PostgreSQL's as its children, and theirs. */
  readonly pid: number;
  /** Ends it at once, as a crash does; what is stored stays. */
  crash(): Promise<void>;
  /** Starts it again after a crash. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const user = 'tester';

// PostgreSQL ends with whoever started it, however that ends; at once, without a checkpoint.
const untilStdinEnds = 'exec 3<&0; "$@" & read -r _ <&3; kill -QUIT $!; wait $!';

/**
 * Starts PostgreSQL in a temporary folder, and not as root, which it refuses. It writes without
 * fsync unless that is measured: nobody needs the data after a crash.
 */
export async function startPostgres(isDurable = false): Promise<Postgres> {
  if (bin === undefined) throw new Error(`There is no PostgreSQL; ${installPostgres}`);
  const host = mkdtempSync(join(tmpdir(), 'stacks-postgres-'));
  const data = join(host, 'data');
  const owner = unprivileged();
  if (owner !== undefined) chownSync(host, owner.uid, owner.gid);
  const options = { ...owner, cwd: host, encoding: 'utf8' } as const;
  const args = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  const made = spawnSync(join(bin, 'initdb'), args, options);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`);
  const settings = ['listen_addresses='];
  if (!isDurable) settings.push('fsync=off', 'synchronous_commit=off');
  const command = [join(bin, 'postgres'), '-D', data, '-k', host];
  const start = async () => {
    const started = spawn(
      'sh',
      ['-c', untilStdinEnds, 'sh', ...command, ...settings.flatMap((one) => ['-c', one])],
      { ...owner, cwd: host, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    await isReady(started);
    return started;
  };
  let child = await start();
  const crash = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await ended;
  };
  return {
    host,
    user,
    get pid() {
      return child.pid ?? 0;
    },
    crash,
    async start() {
      child = await start();
    },
    async close() {
      await crash();
      rmSync(host, { recursive: true, force: true });
    },
  };
}

// Debian's own user for it, or nobody.
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8');
  const line =
    /^postgres:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts);
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) };
}

async function isReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (child.stderr === null) return;
  const lines = createInterface(child.stderr);
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL ended: ${said.join('\n')}`)));
  });
}
