import { existsSync, type FSWatcher, watch as watchFolder } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls back when one of the files has changed, one call at a time. Returns a function that stops it.
 * It watches folders, since many editors replace a file instead of writing to it.
 * @param files called again after each change, which may have named other files
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
      // Editors cause several events with one save.
      clearTimeout(timer);
      timer = setTimeout(call, 50);
    });
  }

  async function call(): Promise<void> {
    // A change during a call leads to another call after it.
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
