import { Command, Option } from 'commander';
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

/** What the command line asks for. */
export interface Wanted {
  readonly options: VerifyOptions;
  /** The folder for report.json, junit.xml and report.html; undefined writes none. */
  readonly report: string | undefined;
  readonly quiet: boolean;
}

const layers: readonly Layer[] = ['pact', 'checks', 'exploration'];

/** The contract that a command line names, or the file of options that it names. */
export function contractFlags(args: readonly string[]): { spec?: string } {
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
  if (spec !== undefined || config === undefined) return { spec };
  const { value } = readYamlFile(config);
  return isObject(value) && typeof value.spec === 'string' ? { spec: value.spec } : {};
}

/** The command line of the verifier; the kinds of identifiers that can be lent are options of it. */
export function createCommand(kinds: readonly IdentifierKind[]): Command {
  const command = new Command('data-api-verify')
    .description(
      'Judges a provider by what its documentation promises, and tells what it does where that leaves room.',
    )
    .addOption(
      new Option('--provider <url>', 'base URL of the provider; a path in it is kept').argParser(
        nonEmpty,
      ),
    )
    .addOption(
      new Option('--token <token>', "the account's token").env('VERIFY_TOKEN').argParser(nonEmpty),
    )
    .addOption(
      new Option(
        '--second-token <token>',
        'the token of another account, to see that they keep apart',
      )
        .env('VERIFY_SECOND_TOKEN')
        .argParser(nonEmpty),
    );
  for (const { flag, says, default: usual, many } of kinds) {
    const form = many ? 'ids' : 'id';
    command.addOption(
      new Option(`--${flag} <${form}>`, `${says}; none lends none (default: ${usual})`).argParser(
        nonEmpty,
      ),
    );
  }
  return command
    .addOption(
      new Option(
        '--header <header>',
        "header of every request, as in 'X-Key: 1'; repeatable",
      ).argParser((text: string, before: string[] = []) => [...before, text]),
    )
    .addOption(
      new Option(
        '--states-url <url>',
        'where the provider sets up provider states itself',
      ).argParser(nonEmpty),
    )
    .addOption(new Option('--only <layer>', 'the only part to run').choices(layers))
    .addOption(
      new Option('--check <ids...>', 'the only checks to run; `npm run checks` lists them'),
    )
    .addOption(
      new Option('--rate <number>', 'requests a second at most (default: no limit)').argParser(
        wholeNumber(1),
      ),
    )
    .addOption(
      new Option('--timeout <ms>', 'until an answer must be complete (default: 10000)').argParser(
        wholeNumber(1, longestTimer),
      ),
    )
    .addOption(
      new Option('--seed <number>', 'repeats the random choices of a run').argParser(
        wholeNumber(0),
      ),
    )
    .addOption(
      new Option(
        '--runs <number>',
        'random sequences of the exploration at most (default: 100)',
      ).argParser(wholeNumber(0)),
    )
    .addOption(
      new Option('--time <ms>', 'time of the exploration at most (default: 1500)').argParser(
        wholeNumber(1, longestTimer),
      ),
    )
    .addOption(
      new Option('--requests <number>', 'requests of the exploration at most').argParser(
        wholeNumber(1),
      ),
    )
    .addOption(
      new Option(
        '--replay <file>',
        'plays a sequence again that a run found and wrote beside its report',
      ).argParser(nonEmpty),
    )
    .addOption(
      new Option('--report <dir>', 'folder for report.json, junit.xml and report.html').argParser(
        nonEmpty,
      ),
    )
    .option('--strict', 'what the mock would refuse has to be refused, too')
    .option('--quiet', 'no progress, only the summary')
    .addOption(
      new Option('--spec <file>', "OpenAPI 3.1 document (default: this project's own)").argParser(
        nonEmpty,
      ),
    )
    .addOption(
      new Option('--config <file>', 'YAML file with these options, without dashes').argParser(
        nonEmpty,
      ),
    )
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}

const help = `
Examples:
  data-api-verify --provider http://127.0.0.1:4010 --token any
  data-api-verify --provider https://pbx.example/api --report reports --rate 20
  data-api-verify --config verify.yaml

A token is better given by the environment, as VERIFY_TOKEN and VERIFY_SECOND_TOKEN.
Exit codes: 0 kept, 1 broken, 2 misuse, 3 not to be reached, or something could not be set up.`;

/**
 * Reads a command line and the file that it names; what the command line says goes before.
 * @throws Misuse for what makes no sense, CommanderError for a wrong flag
 */
export function readCommandLine(args: readonly string[], kinds: readonly IdentifierKind[]): Wanted {
  // A CI sets a variable to nothing where its secret is not set.
  for (const name of ['VERIFY_TOKEN', 'VERIFY_SECOND_TOKEN']) {
    if (process.env[name]?.trim() === '') delete process.env[name];
  }
  const command = createCommand(kinds).parse([...args], { from: 'user' });
  const flags = command.opts<Record<string, unknown>>();
  const config = typeof flags.config === 'string' ? readConfig(flags.config, command) : {};
  const all = { ...config, ...flags };
  const text = (name: string) => (typeof all[name] === 'string' ? all[name] : undefined);
  const number = (name: string) => (typeof all[name] === 'number' ? all[name] : undefined);
  const provider = text('provider');
  if (provider === undefined) {
    throw new Misuse('Say which provider to verify, as in --provider http://127.0.0.1:4010.');
  }
  const lend = kinds.flatMap(({ flag }) => {
    const value = text(camel(flag));
    return value === undefined ? [] : [[flag, value] as const];
  });
  return {
    options: {
      provider,
      spec: text('spec'),
      token: text('token'),
      secondToken: text('secondToken'),
      headers: readHeaders(list(all.header)),
      lend: Object.fromEntries(lend),
      statesUrl: text('statesUrl'),
      only: layers.find((one) => one === all.only),
      checks: list(all.check)
        .flatMap((one) => one.split(','))
        .filter((one) => one !== ''),
      rate: number('rate'),
      timeout: number('timeout'),
      seed: number('seed'),
      runs: number('runs'),
      time: number('time'),
      requests: number('requests'),
      replay: readReplay(text('replay')),
      strict: all.strict === true,
    },
    report: text('report'),
    quiet: all.quiet === true,
  };
}

// The file's keys are the names of the options, and each value is read as the option would be.
function readConfig(path: string, command: Command): Record<string, unknown> {
  const { value } = readYamlFile(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Misuse(
      `${path} does not hold options; write them as in "provider: http://127.0.0.1:4010".`,
    );
  }
  const args = Object.entries(value).flatMap(([name, one]) => {
    const option = command.options.find(({ long }) => long === `--${name}`);
    if (option === undefined || name === 'config') {
      const known = command.options
        .map(({ long }) => long?.slice(2))
        .filter((each) => each !== 'config');
      throw new Misuse(`${path} has "${name}", which is no option; there are ${known.join(', ')}.`);
    }
    if (option.isBoolean()) {
      if (typeof one === 'boolean') return one ? [`--${name}`] : [];
      throw new Misuse(`${path} has ${JSON.stringify(one)} for "${name}", which is true or false.`);
    }
    if (one === null || (typeof one === 'object' && !Array.isArray(one))) {
      throw new Misuse(
        `${path} has no value for "${name}" that could be used; write text, a number or a list.`,
      );
    }
    return [one].flat().flatMap((each) => [`--${name}`, String(each)]);
  });
  const kinds = command.options;
  const reader = new Command().exitOverride().configureOutput({ outputError: () => {} });
  for (const option of kinds) reader.addOption(withoutEnvironment(option));
  return reader.parse(args, { from: 'user' }).opts();
}

function readReplay(path: string | undefined): Replay | undefined {
  if (path === undefined) return undefined;
  const { value } = readYamlFile(path);
  const wrong = checkReplay(value);
  if (wrong === undefined) return value as Replay;
  const where = pointerInWords(wrong.pointer);
  throw new Misuse(`${path} is no sequence to replay: ${where} ${wrong.message}.`);
}

const checkReplay = compileCheck({
  type: 'object',
  required: ['collection', 'steps'],
  properties: {
    collection: { type: 'string' },
    steps: { type: 'array', minItems: 1, items: { type: 'object' } },
  },
});

function withoutEnvironment(option: Option): Option {
  const copy = new Option(option.flags, option.description);
  if (option.parseArg !== undefined) copy.argParser(option.parseArg);
  if (option.argChoices !== undefined) copy.choices(option.argChoices);
  return copy;
}

function readHeaders(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((one) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(one) ?? [];
      if (name === undefined || value === undefined) {
        // What follows the first word may be the secret.
        const shown = one.replace(/(?<=\S)\s+\S.*/s, ' …');
        throw new Misuse(`"${shown}" is no header; write it as in 'X-Key: 1'.`);
      }
      return [name.toLowerCase(), value];
    }),
  );
}

function list(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

function camel(flag: string): string {
  return flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
