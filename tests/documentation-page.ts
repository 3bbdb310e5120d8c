import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);

/** Every page of the repository, as a path from its root. */
export const pages: readonly string[] = globSync(
  ['*.md', '{spec,mocks,contracts,tests,.ci,.github,.gitlab}/**/*.md'],
  { cwd: root },
)
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();

/** Reads a file of the repository. */
export function read(file: string): string {
  return readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
}

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return read(page).replaceAll(/^```\w*\n[\s\S]*?^```$/gm, '');
}

/** What a page writes between backticks, outside its blocks. */
export function inlineCodeOf(page: string): string[] {
  return [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

const commands = /^(npm|npx|node|curl|podman|sudo|\.ci\/|[A-Z_]+=\S+ )/;

/**
 * The commands of a block, one a line: continued lines are joined, comments and what an option's line
 * says about it are left out. A block that is nobody's command line has none.
 */
export function commandsOf({ language, text }: Block): string[] {
  if (language !== 'sh' && (language !== '' || !commands.test(text))) return [];
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(language === '' ? / {2,}.*$/ : /^#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The commands that a page writes between backticks, such as `npm run fix && npm test`. */
export function inlineCommandsOf(page: string): string[] {
  return inlineCodeOf(page)
    .filter((code) => /^(npm|npx|node|podman) /.test(code))
    .flatMap((code) => code.replaceAll('\n', ' ').split(' && '));
}

/** The words of a command line, quotes taken off. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
