import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What installs nginx where it is missing. */
export const installNginx = 'sudo apt-get install nginx';

// Debian's folder for it is on the path of root only.
const binary = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Whether nginx is installed. */
export const hasNginx = spawnSync(binary, ['-v']).status === 0;

/** An nginx of our own. */
export interface Nginx {
  /** What it listens on. */
  readonly socketPath: string;
  close(): Promise<void>;
}

/**
 * Starts nginx with the configuration of compose.yaml, on a Unix socket.
 * @param mocks the addresses of the mocks, such as `127.0.0.1:4010`
 * @param listen what to listen on instead, such as `127.0.0.1:8080`
 */
export async function startNginx(mocks: readonly string[], listen?: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  // Its workers run as another user.
  chmodSync(folder, 0o755);
  const socketPath = join(folder, 'socket');
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, listen ?? `unix:${socketPath}`, mocks));
  const child = spawn(binary, ['-p', folder, '-c', file, '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      said.push(line);
      if (line.includes('start worker process')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`nginx ended: ${said.join('\n')}`)));
  });
  return {
    socketPath,
    async close() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns what nginx says of the configuration of compose.yaml, and its exit code. */
export function checkConfiguration() {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, '8080', ['127.0.0.1:4010']));
  const args = ['-t', '-p', folder, '-c', file];
  const { status, stderr } = spawnSync(binary, args, { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, stderr };
}

/** Returns the configuration of compose.yaml for this machine. */
function configuration(folder: string, listen: string, mocks: readonly string[]): string {
  const servers = mocks.map((mock) => `server ${mock} max_fails=0;`).join(' ');
  return readFileSync('.deploy/nginx.conf', 'utf8')
    .replaceAll('/tmp/', `${folder}/`)
    .replace('error_log stderr;', 'error_log stderr notice;')
    .replace('listen 8080;', `listen ${listen};`)
    .replace('server mock:4010 max_fails=0;', servers);
}
