import { existsSync, type FSWatcher, readlinkSync, watch as watchFolder } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';

/**
 * Calls back when one of the files has changed, one call at a time. Returns a function that stops it.
 * It watches folders, since many editors replace a file instead of writing to it, and the links on the way
 * to a file, since Kubernetes swaps one of them when a ConfigMap changes.
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
    const folders = new Set(
      files()
        .flatMap(stepsTo)
        .map((step) => dirname(step)),
    );
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
      if (name !== null && !files().flatMap(stepsTo).includes(join(folder, name))) return;
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

const mostLinks = 40;

/** The links on the way to a file, and the file that they lead to, each with the real path of its folder. */
function stepsTo(file: string): string[] {
  const steps: string[] = [];
  const namesOf = (path: string) => path.slice(parse(path).root.length).split(sep);
  let { root: at } = parse(resolve(file));
  const rest = namesOf(resolve(file));
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const path = join(at, name);
    const target = linkTarget(path);
    if (target === undefined || steps.length === mostLinks) {
      if (rest.length === 0) steps.push(path);
      at = path;
      continue;
    }
    steps.push(path);
    const next = resolve(at, target);
    at = parse(next).root;
    rest.unshift(...namesOf(next));
  }
  return steps;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
