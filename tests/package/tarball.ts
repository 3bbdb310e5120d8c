import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { npm, run } from './command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the tarball, and what is in the tarball, unpacked, in `package`. */
    folder: string;
    /** The tarball. */
    tarball: string;
  }
}

/** Packs the package as it would be published, which builds it; gives the tests the tarball. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'data-api-contract-'));
  const { stdout } = await npm(process.cwd(), 'pack', '--silent', '--pack-destination', folder);
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  await run(folder, 'tar', 'xzf', tarball);
  project.provide('folder', folder);
  project.provide('tarball', tarball);
  return () => rmSync(folder, { recursive: true, force: true });
}
