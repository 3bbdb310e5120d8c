import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFolder } from './test-stores.ts';

const isRoot = process.getuid?.() === 0;

/** Whether a small disk can be mounted, or has to be: root in CI can. */
export const canMount = isRoot && (process.env.CI !== undefined || tryToMount());

/** Mounts a disk of some kilobytes, in memory, until the test has finished. */
export function mountSmallDisk(kilobytes: number) {
  const folder = openFolder();
  mount(folder, kilobytes);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  const filler = join(folder, 'filler');
  return {
    folder,
    /** Fills it up, or a part of it. */
    fill(bytes = kilobytes * 1024) {
      try {
        writeFileSync(filler, Buffer.alloc(bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    makeRoom: () => rmSync(filler),
    makeReadOnly: () => mount(folder, kilobytes, 'remount,ro,'),
  };
}

function mount(folder: string, kilobytes: number, how = ''): void {
  const options = ['-t', 'tmpfs', '-o', `${how}size=${kilobytes}k`, 'tmpfs', folder];
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount failed: ${stderr}`);
}

// A container may have root without the right to mount.
function tryToMount(): boolean {
  return spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}
