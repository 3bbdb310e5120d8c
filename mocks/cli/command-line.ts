import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { applyConfigFile } from '../../spec/command/config-file.ts';
import { longestTimer, nonEmpty, wholeNumber } from '../../spec/command/options.ts';
import { type LogForm, logForms } from '../journal/request-log.ts';
import type { MockOptions } from '../mock.ts';
import { readCertificate } from './certificate-files.ts';

/** The environment variable with the control token: `ps` shows what is on the command line. */
export const controlTokenVariable = 'DATA_API_MOCK_CONTROL_TOKEN';

/** The file of the working directory with options of the command. */
const defaultConfig = 'data-api-mock.yaml';

/** The parsed options of the command. */
export interface CommandOptions {
  readonly mock: MockOptions;
  readonly port: number;
  readonly host: string;
  readonly log: LogForm;
  readonly watch: boolean;
  /** The file with more options, if there is one. */
  readonly config: string | undefined;
}

type Parsed = Omit<CommandOptions, 'mock'> &
  Omit<MockOptions, 'switches' | 'presets' | 'log' | 'fillProperties' | 'https'> & {
    readonly preset: Record<string, string>;
    readonly switch: Record<string, string>;
    readonly https?: boolean;
    readonly cert?: string;
    readonly key?: string;
    readonly fillProperties?: string;
    readonly jsonSchemaFakerFillProperties?: string;
  };

/** Creates the command of the mock, which calls `run` with its options. */
export function createCommand(run: (options: CommandOptions) => Promise<void>): Command {
  return (
    new Command('data-api-mock')
      .description(
        'Serves a contract: responds as documented, keeps state, refuses what is forbidden.',
      )
      .option('-p, --port <number>', 'port to listen on; 0 for any free one', port, 4010)
      .option('--host <address>', 'address to bind to', nonEmpty, '127.0.0.1')
      .option(
        '--spec <file>',
        "OpenAPI 3.1, 3.0 or 2.0 document (default: this project's own)",
        nonEmpty,
      )
      .option('--strict-document', 'refuse a document for what is only warned of otherwise')
      .option(
        '--initial <file>',
        'initial state of an account (default: as the document says)',
        nonEmpty,
      )
      .addOption(
        new Option(
          '--preset <name=file>',
          'state that an account can be given by name, such as many=many.yaml; repeatable',
        )
          .default({}, 'empty and documented')
          .argParser(presetFile),
      )
      .option(
        '--accounts <number>',
        'accounts to keep; the least recently used goes first',
        wholeNumber(1),
        10_000,
      )
      .addOption(
        new Option(
          '--store <file|url>',
          'keep accounts in a file of SQLite, or in PostgreSQL, which several mocks can share',
        )
          .default(undefined, 'in memory')
          .env('DATA_API_MOCK_STORE')
          .argParser(nonEmpty),
      )
      .option('--store-journal', 'keep the journal in the store, too')
      .option(
        '--no-store-sync',
        'answer before a change is on disk: a power cut may lose the last ones',
      )
      .addOption(
        new Option('--store-key <text>', 'key that the ids of accounts in the store depend on')
          .env('DATA_API_MOCK_STORE_KEY')
          .argParser(nonEmpty),
      )
      .option('--no-auth', 'also serve requests without a token')
      .option(
        '--profile <file>',
        'behave as a provider was seen to, by the file that the verifier writes',
        nonEmpty,
      )
      .addOption(
        new Option(
          '--switch <doubt=value>',
          'choose the other reading of a doubt, such as D9=empty-array; repeatable',
        )
          .default({}, 'as in doubts.yaml')
          .argParser(switchPosition),
      )
      .addOption(
        new Option('--delay <ms>', 'delay every response')
          .default(0, 'none')
          .argParser(wholeNumber(0, longestTimer)),
      )
      .addOption(
        new Option('--log <form>', 'log one line for each request')
          .choices(logForms)
          .default('pretty'),
      )
      .option('-d, --dynamic', 'generate responses at random, where state does not make them')
      .option('--seed <text>', 'generate the same responses at each request', nonEmpty)
      .option('--ignore-examples', 'make responses as if there were no examples')
      .addOption(
        fillOption(
          '--fill-properties',
          'whether generated objects have more than the named properties',
        ),
      )
      .option('--errors', 'answer 500 in place of a generated response that breaks the document')
      // The names that the last ones have in Prism.
      .addOption(new Option('--ignoreExamples').hideHelp())
      .addOption(fillOption('--json-schema-faker-fillProperties').hideHelp())
      .option(
        '--watch',
        'reload the document and the profile when they change, and keep the state',
        false,
      )
      .addOption(
        new Option('--control-token <token>', 'token that the control API under /_mock asks for')
          .env(controlTokenVariable)
          .argParser(nonEmpty),
      )
      .option('--prefix <path>', 'path to serve the contract below, such as /api', nonEmpty)
      .option('--upstream <url>', 'real server for what the document does not have', nonEmpty)
      .option('--https', 'serve HTTPS and HTTP/2, with a certificate made for this run')
      .option('--cert <file>', 'certificate in PEM to serve HTTPS with; needs --key', nonEmpty)
      .option('--key <file>', 'private key of the certificate, in PEM', nonEmpty)
      .option('--provider <url>', 'real provider to run the edge cases of the explorer on', httpUrl)
      .option(
        '--config <file>',
        `YAML file with these options, without dashes (default: ${defaultConfig}, if there is one)`,
        nonEmpty,
      )
      .addHelpText(
        'after',
        `
Examples:
  data-api-mock
  data-api-mock --port 8080 --switch D9=empty-array --log json
  data-api-mock --spec booking.yaml --initial booking-state.yaml --watch
  data-api-mock --store state.db
  data-api-mock --profile reports/profile.yaml

Explorer, for a browser: http://127.0.0.1:4010/_mock/
Control API: http://127.0.0.1:4010/_mock/openapi.yaml
Exit codes: 0 stopped by SIGINT or SIGTERM, 2 misuse (flag, file, document, port).`,
      )
      .allowExcessArguments(false)
      .configureOutput({ outputError: () => {} })
      .action((_options, command: Command) => {
        const { config = existingDefault() } = command.opts<{ config?: string }>();
        if (config !== undefined) applyConfigFile(config, command);
        const { port, host, log, watch, config: _, ...parsed } = command.opts<Parsed>();
        const { switch: switches, preset: presets, cert, key, ...rest } = parsed;
        const { jsonSchemaFakerFillProperties, ...mock } = rest;
        const https = readCertificate({ cert, key }) ?? mock.https;
        const fill = mock.fillProperties ?? jsonSchemaFakerFillProperties;
        const fillProperties = fill === undefined ? undefined : fill === 'true';
        const all = { ...mock, https, switches, presets, fillProperties };
        return run({ mock: all, port, host, log, watch, config });
      })
  );
}

function existingDefault(): string | undefined {
  return existsSync(defaultConfig) ? defaultConfig : undefined;
}

function fillOption(name: string, description?: string): Option {
  return new Option(`${name} [boolean]`, description).choices(['true', 'false']).preset('true');
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url !== undefined && [url.search, url.hash, url.username, url.password].every((one) => !one);
  if (plain && /^https?:$/.test(url.protocol)) return text;
  throw new InvalidArgumentError('Use a URL such as http://127.0.0.1:8080.');
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function switchPosition(text: string, before: Record<string, string>): Record<string, string> {
  const [doubt, value, ...rest] = text.split('=');
  if (!doubt || !value || rest.length > 0) {
    throw new InvalidArgumentError('Use a doubt, = and a value, such as D9=empty-array.');
  }
  return { ...before, [doubt]: value };
}

function presetFile(text: string, before: Record<string, string>): Record<string, string> {
  const [name, ...rest] = text.split('=');
  const file = rest.join('=');
  if (!name || !file) {
    throw new InvalidArgumentError('Use a name, = and a file, such as many=many.yaml.');
  }
  return { ...before, [name]: file };
}
