import { dirname, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { applyConfigFile } from '../../spec/command/config-file.ts';
import { longestTimer, nonEmpty, wholeNumber } from '../../spec/command/options.ts';
import {
  compileCheck,
  type IdentifierKind,
  isObject,
  Misuse,
  pointerInWords,
  readYamlFile,
} from '../../spec/index.ts';
import type { Layer, Replay } from '../report/report.ts';
import type { VerifyOptions } from '../run/options.ts';
import { brokerFlags, readBroker } from './broker-flags.ts';

/** The parsed command line. */
export interface CommandLine {
  readonly options: VerifyOptions;
  /** The folder for the reports; undefined writes none. */
  readonly report: string | undefined;
  readonly quiet: boolean;
  /** Whether to say what would be sent, and send nothing. */
  readonly dryRun: boolean;
}

const variables = [
  ...['VERIFY_TOKEN', 'VERIFY_SECOND_TOKEN'],
  ...['PACT_BROKER_BASE_URL', 'PACT_WEBHOOK_CALLBACK_URL'],
];

const layers: readonly Layer[] = ['pact', 'checks', 'exploration'];

/** Reads --spec alone, from the command line or from the file of --config. */
export function readSpecOption(args: readonly string[]): string | undefined {
  const { spec, config } = new Command()
    .option('--spec <file>')
    .option('--config <file>')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .parse([...args], { from: 'user' })
    .opts<{ spec?: string; config?: string }>();
  if (spec !== undefined || config === undefined) return spec;
  const { value } = readYamlFile(config);
  const named = isObject(value) && typeof value.spec === 'string' ? value.spec : undefined;
  return named && resolve(dirname(config), named);
}

/** Creates the command of the verifier, with an option for each kind of test data. */
export function createCommand(kinds: readonly IdentifierKind[]): Command {
  const command = new Command('data-api-verify')
    .description(
      'Judges a provider by what its documentation promises, and reports what it does where the documentation leaves room.',
    )
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const one of optionsFor(kinds)) command.addOption(one);
  return command;
}

function optionsFor(kinds: readonly IdentifierKind[]): Option[] {
  const testData = kinds.map(({ flag, says, default: usual, many, 'mock-only': ofMocks }) => {
    const where = ofMocks ? " with this project's mock, otherwise none" : '';
    const what = `${says}, or "none" (default: ${usual}${where})`;
    return option(`--${flag} <${many ? 'ids' : 'id'}>`, what);
  });
  return [
    option('--provider <url>', 'base URL of the provider, with its path'),
    option('--token <token>', 'token of the account').env('VERIFY_TOKEN'),
    option(
      '--second-token <token>',
      'token of another account, to test that the two stay apart',
    ).env('VERIFY_SECOND_TOKEN'),
    ...testData,
    repeatable('--header <header>', "header of every request, as in 'X-Key: 1'; repeatable"),
    repeatable('--pact <file|url>', 'pact to replay, or folder of pacts; repeatable'),
    new Option('--no-own-pacts', 'leave out the built-in pacts'),
    option('--states <file>', 'provider states of your own pacts, as requests of the API'),
    option('--states-url <url>', 'endpoint by which the provider sets up provider states'),
    ...brokerFlags(),
    new Option('--only <layer>', 'run only this part').choices(layers),
    new Option('--check <ids...>', 'run only these checks; `npm run checks` lists them'),
    option('--ca <file>', 'certificates in PEM to trust besides the usual ones'),
    option('--rate <number>', 'most requests a second (default: no limit)', wholeNumber(1)),
    option('--timeout <ms>', 'time for a complete response (default: 10000)', milliseconds),
    option('--seed <number>', 'seed of a report, to repeat its random choices', wholeNumber(0)),
    option(
      '--runs <number>',
      'most random sequences of the exploration (default: 100)',
      wholeNumber(0),
    ),
    option('--time <ms>', 'most time of the exploration (default: 1500)', milliseconds),
    option('--requests <number>', 'most requests of the exploration', wholeNumber(1)),
    option('--replay <file>', 'replay a sequence that a run found and wrote with its report'),
    option('--report <dir>', 'folder for report.json, junit.xml, report.html and profile.yaml'),
    option('--against <file>', 'fail a provider that does otherwise than in this profile'),
    new Option('--observe', 'only report what differs from the profile'),
    new Option('--strict', 'fail a provider for accepting what the mock would refuse'),
    new Option(
      '--probe-large-ids',
      'also ask for ids of 2^53-1; a provider that adds what it does not find may never give a usable id again',
    ),
    new Option('--dry-run', 'list what would be sent, and send nothing'),
    new Option('--quiet', 'show only the summary'),
    option('--spec <file>', "OpenAPI document: 3.1, 3.0 or 2.0 (default: this project's own)"),
    option('--config <file>', 'YAML file with these options, without dashes'),
  ];
}

const milliseconds = wholeNumber(1, longestTimer);

function option(
  flags: string,
  description: string,
  parse: (text: string) => string | number = nonEmpty,
): Option {
  return new Option(flags, description).argParser(parse);
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: string[] = []) => [
    ...before,
    nonEmpty(text),
  ]);
}

const help = `
Examples:
  data-api-verify --provider http://127.0.0.1:4010 --token any
  data-api-verify --provider https://pbx.example/api --report reports --rate 20
  data-api-verify --provider https://pbx.example/api --against profile.yaml
  data-api-verify --config verify.yaml

Pass secrets in the environment: VERIFY_TOKEN and VERIFY_SECOND_TOKEN, and for
a Pact Broker PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and _PASSWORD.
Exit codes: 0 kept, 1 broken or changed, 2 misuse, 3 provider not reached or check
not set up, 4 verifier failed, report not written or results not published, 130 or
143 interrupted. Ctrl-C cleans up and reports what was tried; a second one ends at
once.`;

/**
 * Parses a command line and the file of --config; the command line takes precedence.
 * @throws Misuse for values that make no sense, CommanderError for unknown options
 */
export function readCommandLine(
  args: readonly string[],
  kinds: readonly IdentifierKind[],
): CommandLine {
  // In CI, a variable that is not set becomes an empty one.
  for (const name of variables) {
    if (process.env[name]?.trim() === '') delete process.env[name];
  }
  const command = createCommand(kinds).parse([...args], { from: 'user' });
  const { config } = command.opts<{ config?: string }>();
  if (config !== undefined) applyConfigFile(config, command);
  const all = command.opts<Record<string, unknown>>();
  const text = (name: string) => (typeof all[name] === 'string' ? all[name] : undefined);
  const number = (name: string) => (typeof all[name] === 'number' ? all[name] : undefined);
  const provider = text('provider');
  if (provider === undefined) {
    throw new Misuse('Give the provider to verify, as in --provider http://127.0.0.1:4010.');
  }
  const testData = kinds.flatMap(({ flag }) => {
    const value = text(camelCase(flag));
    return value === undefined ? [] : [[flag, value] as const];
  });
  return {
    options: {
      provider,
      spec: text('spec'),
      token: text('token'),
      secondToken: text('secondToken'),
      headers: readHeaders(list(all.header)),
      testData: Object.fromEntries(testData),
      pacts: list(all.pact),
      ownPacts: all.ownPacts !== false,
      states: text('states'),
      statesUrl: text('statesUrl'),
      broker: readBroker(all, process.env),
      only: layers.find((one) => one === all.only),
      checks: list(all.check)
        .flatMap((one) => one.split(','))
        .filter((one) => one !== ''),
      ca: text('ca'),
      rate: number('rate'),
      timeout: number('timeout'),
      seed: number('seed'),
      runs: number('runs'),
      time: number('time'),
      requests: number('requests'),
      replay: readReplay(text('replay')),
      against: text('against'),
      observe: all.observe === true,
      strict: all.strict === true,
      probeLargeIds: all.probeLargeIds === true,
    },
    report: text('report'),
    quiet: all.quiet === true,
    dryRun: all.dryRun === true,
  };
}

function readReplay(path: string | undefined): Replay | undefined {
  if (path === undefined) return undefined;
  const { value } = readYamlFile(path);
  const wrong = checkReplay(value);
  if (wrong === undefined) return value as Replay;
  const where = pointerInWords(wrong.pointer);
  throw new Misuse(`${path} is not a replay file: ${where} ${wrong.message}.`);
}

const checkReplay = compileCheck({
  type: 'object',
  required: ['collection', 'steps'],
  properties: {
    collection: { type: 'string' },
    steps: { type: 'array', minItems: 1, items: { type: 'object' } },
  },
});

function readHeaders(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((one) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(one) ?? [];
      if (name === undefined || value === undefined) {
        // Show only the first word: the rest may be secret.
        const shown = one.replace(/(?<=\S)\s+\S.*/s, ' …');
        throw new Misuse(`"${shown}" is not a header; write it as in 'X-Key: 1'.`);
      }
      return [name.toLowerCase(), value];
    }),
  );
}

function list(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
