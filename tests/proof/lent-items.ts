import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContract, ownContract } from '../../spec/index.ts';

const { initial } = await loadContract(ownContract);

/** Returns the path of an initial state with the numbers and groups of the default test data. */
export function withLentItems(): string {
  const copies = (path: string, from: number, count: number) => {
    const seed = initial[path] ?? { items: [] };
    const added = Array.from({ length: count }, (_, i) => ({ ...seed.items[1], id: from + i }));
    return { [path]: { ...seed, items: [...seed.items, ...added] } };
  };
  const seed = {
    ...initial,
    ...copies('/numbers/virtual-number', 1_000, 200),
    ...copies('/employee-group', 2_000, 200),
  };
  const path = join(mkdtempSync(join(tmpdir(), 'initial-')), 'initial.json');
  writeFileSync(path, JSON.stringify(seed));
  return path;
}
