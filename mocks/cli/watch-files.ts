import { existsSync, type FSWatcher, watch as watchFolder } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls back when one of some files has changed, one call at a time; the answer stops it.
 * Folders are watched, since many editors replace a file instead of writing into it.
 *
 * @param files which files; asked anew after each call, since the change may have named others
 */
export function watchFiles(
  files: () => readonly string[],
  changed: () => Promise<void>,
): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  let stopped = false;
  look();
  return () => {
    stopped = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };

  function look(): void {
    const folders = new Set(files().map((file) => dirname(file)));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (!watchers.has(folder) && existsSync(folder)) watchers.set(folder, watch(folder));
    }
  }

  function watch(folder: string): FSWatcher {
    return watchFolder(folder, (_event, name) => {
      const names = files().filter((file) => dirname(file) === folder);
      if (name !== null && !names.some((file) => basename(file) === name)) return;
      // An editor's save comes as several events.
      clearTimeout(timer);
      timer = setTimeout(call, 50);
    });
  }

  async function call(): Promise<void> {
    // What changes while a change is taken up is taken up after it.
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await changed();
    } while (again && !stopped);
    running = false;
    if (!stopped) look();
  }
}
