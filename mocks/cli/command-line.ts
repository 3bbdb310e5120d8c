import { Command, InvalidArgumentError, Option } from 'commander';
import { longestTimer, nonEmpty, wholeNumber } from '../../spec/command/options.ts';
import { type LogForm, logForms } from '../journal/request-log.ts';
import type { MockOptions } from '../mock.ts';

/** What the command line asks for. */
export interface Wanted {
  readonly mock: MockOptions;
  readonly port: number;
  readonly host: string;
  readonly log: LogForm;
  readonly watch: boolean;
}

interface Parsed {
  port: number;
  host: string;
  spec?: string;
  initial?: string;
  accounts: number;
  auth: boolean;
  switch: Record<string, string>;
  delay: number;
  log: LogForm;
  watch: boolean;
  controlToken?: string;
  provider?: string;
}

/** The command line of the mock; `run` is called with what it asks for. */
export function createCommand(run: (wanted: Wanted) => Promise<void>): Command {
  return new Command('data-api-mock')
    .description('Serves a contract: answers as documented, remembers, refuses what is forbidden.')
    .addOption(
      new Option('--port <number>', 'port; 0 is any free one').default(4010).argParser(port),
    )
    .addOption(
      new Option('--host <address>', 'address to bind to').default('127.0.0.1').argParser(nonEmpty),
    )
    .addOption(
      new Option('--spec <file>', "OpenAPI 3.1 document (default: this project's own)").argParser(
        nonEmpty,
      ),
    )
    .addOption(
      new Option(
        '--initial <file>',
        'what a fresh account holds (default: what the document names)',
      ).argParser(nonEmpty),
    )
    .addOption(
      new Option('--accounts <number>', 'accounts kept; the least recently used goes first')
        .default(10_000)
        .argParser(wholeNumber(1)),
    )
    .option('--no-auth', 'serve requests without a token too')
    .addOption(
      new Option(
        '--switch <doubt=value>',
        'decide a doubt otherwise, as in D9=empty-array; repeatable',
      )
        .default({}, 'as doubts.yaml decides')
        .argParser(switchPosition),
    )
    .addOption(
      new Option('--delay <ms>', 'delay every answer')
        .default(0, 'none')
        .argParser(wholeNumber(0, longestTimer)),
    )
    .addOption(new Option('--log <form>', 'one line a request').choices(logForms).default('pretty'))
    .option('--watch', 'take up changes of the document, keeping the state', false)
    .addOption(
      new Option(
        '--control-token <token>',
        'token that the control API under /_mock asks for',
      ).argParser(nonEmpty),
    )
    .addOption(
      new Option(
        '--provider <url>',
        'real provider that the explorer can run the edge cases against',
      ).argParser(httpUrl),
    )
    .addHelpText(
      'after',
      `
Examples:
  data-api-mock
  data-api-mock --port 8080 --switch D9=empty-array --log json
  data-api-mock --spec booking.yaml --initial booking-state.yaml --watch

The explorer, for a browser, is at http://127.0.0.1:4010/_mock/.
The control API is described at http://127.0.0.1:4010/_mock/openapi.yaml.
Exit codes: 0 stopped by SIGINT or SIGTERM, 2 misuse (flag, file, document, port).`,
    )
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => {} })
    .action(async (parsed: Parsed) => run(wantedOf(parsed)));
}

function wantedOf(parsed: Parsed): Wanted {
  const { port: portNumber, host, log, watch, switch: switches, ...mock } = parsed;
  return { mock: { ...mock, switches }, port: portNumber, host, log, watch };
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url !== undefined && [url.search, url.hash, url.username, url.password].every((one) => !one);
  if (plain && /^https?:$/.test(url.protocol)) return text;
  throw new InvalidArgumentError('Write a URL such as http://127.0.0.1:8080.');
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function switchPosition(text: string, before: Record<string, string>): Record<string, string> {
  const [doubt, value, ...rest] = text.split('=');
  if (!doubt || !value || rest.length > 0) {
    throw new InvalidArgumentError('Write a doubt, = and a value, as in D9=empty-array.');
  }
  return { ...before, [doubt]: value };
}
