import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../pacts/', import.meta.url);

/** Returns the paths of the pacts of this project's own consumer. */
export function ownPacts(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => fileURLToPath(new URL(name, folder)));
}
