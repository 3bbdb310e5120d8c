import { shellQuote } from '../../spec/index.ts';
import { responseCheckId, responsePromises } from '../checks/response-watch.ts';
import { manners, type Result } from '../report/report.ts';
import { leftByRefusal } from '../run/leftovers.ts';

// What another command chooses anew, or what it does not need.
const dropped = [
  '--check',
  '--only',
  '--replay',
  '--seed',
  '--report',
  '--quiet',
  '--dry-run',
  '--publish',
];
const tokens: Readonly<Record<string, string>> = {
  '--token': '"$TOKEN"',
  '--second-token': '"$SECOND_TOKEN"',
};
// What no check of its own shows.
const ofAll = [...Object.keys(responsePromises).map(responseCheckId), leftByRefusal];

/**
 * Returns a function that writes the command that repeats one result, with the options of this one.
 * Tokens and the values of headers become variables of the shell.
 * @param script the npm script that runs, if any
 * @param reports the folder of the replay files
 */
export function createRepeat(
  args: readonly string[],
  script: string | undefined,
  reports: string | undefined,
): (result: Pick<Result, 'id' | 'layer' | 'replay'>, seed: number) => string {
  const start = script === 'verify' ? 'npm run verify --' : 'npx data-api-verify';
  const words = [start, ...shownWords(args)];
  return ({ id, layer, replay }, seed) => {
    if (replay !== undefined && reports !== undefined) {
      return [...words, '--replay', inShell(`${reports}/replay-${id}.json`)].join(' ');
    }
    const isOne = layer === 'checks' && !ofAll.includes(id) && !id.startsWith(manners);
    return [...words, isOne ? `--check ${inShell(id)}` : `--only ${layer}`, `--seed ${seed}`].join(
      ' ',
    );
  };
}

function shownWords(args: readonly string[]): string[] {
  let option = '';
  return args
    .flatMap((word) => {
      // As in --seed=1.
      const at = word.indexOf('=');
      return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word];
    })
    .flatMap((word) => {
      if (word.startsWith('--')) option = word;
      if (dropped.includes(option)) return [];
      if (word === option) return [word, tokens[word] ?? ''];
      if (option in tokens) return [];
      if (option !== '--header') return [inShell(word)];
      const name = word.split(':', 1)[0] ?? '';
      return [`"${name}: $${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}"`];
    })
    .filter((word) => word !== '');
}

function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word);
}
