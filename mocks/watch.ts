import { watch as watchFolder } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls back when one of some files has changed; the answer stops it.
 * Folders are watched, since many editors replace a file instead of writing into it.
 */
export function watchFiles(files: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set(files.map((file) => dirname(file)))].map((folder) => {
    const names = new Set(
      files.filter((file) => dirname(file) === folder).map((file) => basename(file)),
    );
    return watchFolder(folder, (_event, name) => {
      if (name !== null && !names.has(name)) return;
      // An editor's save comes as several events.
      clearTimeout(timer);
      timer = setTimeout(changed, 50);
    });
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
