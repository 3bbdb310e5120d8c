import { realpathSync } from 'node:fs';
import { runChild } from './child.ts';

/**
 * The file behind a command of an npm package that the project does not depend on, so that it can be
 * run and ended as a process of its own; npm fetches it into its cache at the first time.
 * @param specifier name and exact version, as in `@mockoon/cli@9.9.0`
 * @throws Error when it cannot be had within three minutes
 */
export async function findNpmCommand(specifier: string, command: string): Promise<string> {
  const npm = process.env.npm_execpath;
  const exec = [
    'exec',
    '--yes',
    '--ignore-scripts',
    '--prefer-offline',
    `--package=${specifier}`,
    '--call',
    `command -v ${command}`,
  ];
  // From the root of the file system no node_modules of a project is in the way.
  const said = await runChild(
    {
      ...(npm === undefined
        ? { file: 'npm', args: exec }
        : { file: process.execPath, args: [npm, ...exec] }),
      env: { DO_NOT_TRACK: '1', SCARF_ANALYTICS: 'false', NO_UPDATE_NOTIFIER: '1' },
      directory: '/',
    },
    180_000,
  );
  const path = said
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith('/') && line.endsWith(`/${command}`));
  if (path === undefined) throw new Error(`npm exec named no file: ${said.slice(-300).trim()}`);
  return realpathSync(path);
}
