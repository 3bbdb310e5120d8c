import { type CommanderError, InvalidArgumentError } from 'commander';
import { createRedaction } from '../shared/redaction.ts';

/** Milliseconds at most: what is longer overflows a timer and ends at once. */
export const longestTimer = 2 ** 31 - 1;

/**
 * Parses an option's text, which must not be blank.
 * @throws InvalidArgumentError for blank text, which is what a shell leaves of an unset variable
 */
export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/**
 * Returns a parser of whole numbers from `least` to `most`.
 * @example
 * new Option('--delay <ms>').argParser(wholeNumber(0, longestTimer))
 */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    if (/^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most) {
      return Number(text);
    }
    const range =
      most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number${range}.`);
  };
}

/** Says in one sentence what is wrong with a command line, and what to do. */
export function describeUsageError(error: CommanderError): string {
  const text = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const parts = (form: RegExp) => form.exec(text)?.slice(1) ?? [];
  const [option, value, variable, why] = parts(
    /^option '(.*?)' (?:argument|value) '(.*?)'(?: from env '(\w+)')? is invalid\. (.*?)\.?$/,
  );
  if (why !== undefined) {
    // The value may be a URL with a password in it.
    const shown = createRedaction(undefined).text(value ?? '');
    return `The value "${shown}" of ${variable ?? option} is wrong: ${why.charAt(0).toLowerCase()}${why.slice(1)}.`;
  }
  const [bare] = parts(/^option '(.*)' argument missing$/);
  if (bare !== undefined) return `The option ${bare} needs a value; --help tells which.`;
  const [unknown, meant] = parts(/^unknown option '(.*?)'(?: \(Did you mean (.*)\?\))?$/);
  if (unknown !== undefined) {
    return `There is no option ${unknown}; ${meant ? `perhaps ${meant} is meant` : '--help lists them all'}.`;
  }
  const [extra] = parts(/^too many arguments\. .*: (.*?)\.?$/);
  if (extra !== undefined) return `The command takes options only, not "${extra}"; see --help.`;
  return text;
}
