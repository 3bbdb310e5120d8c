import { findNpmCommand } from './npm-command.ts';
import { type Kind, mockoon, publishedPrism } from './server.ts';

/** A server that the project does not depend on. */
export interface Fetched {
  /** Package and version. */
  readonly specifier: string;
  readonly command: string;
  readonly kind: (cli: string) => Kind;
}

/** The servers that npm fetches for the bench alone. */
export const fetched: readonly Fetched[] = [
  { specifier: '@stoplight/prism-cli@5.16.0', command: 'prism', kind: publishedPrism },
  { specifier: '@mockoon/cli@9.9.0', command: 'mockoon-cli', kind: mockoon },
];

/**
 * Fetches one.
 * @throws Error when it cannot be had
 */
export async function fetchKind({ specifier, command, kind }: Fetched): Promise<Kind> {
  return kind(await findNpmCommand(specifier, command));
}
