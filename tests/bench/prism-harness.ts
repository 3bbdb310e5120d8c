import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createCommand } from '../../mocks/cli/command-line.ts';
import { createMock } from '../../mocks/index.ts';
import { runCommand } from '../../spec/command/run-command.ts';
import { Misuse, matchPath } from '../../spec/index.ts';
import {
  compareResponses,
  type HarnessCase,
  type HarnessResponse,
  readCase,
  readResponse,
  splitCommand,
} from './harness-case.ts';
import { reasonFor } from './harness-differences.ts';
import { run } from './process.ts';

// `npm run bench:harness -- PATH-TO-PRISM`: the mock-mode cases of Prism's own test harness on this mock.

/** What became of a case. */
interface Outcome {
  readonly file: string;
  readonly given: HarnessCase;
  readonly response: HarnessResponse;
  /** Where the response is not as expected. */
  readonly differs: readonly string[];
  /** Why the mock means to differ; undefined where it does not. */
  readonly reason: string | undefined;
}

await runCommand(async () => {
  await new Command('npm run bench:harness --')
    .description("Runs the mock-mode cases of Prism's test harness on this mock, with curl.")
    .argument('<checkout>', 'folder of a checkout of github.com/stoplightio/prism')
    .option('--only <text>', 'the cases whose file name has this text', '')
    .addOption(new Option('--verbose', 'print each response that differs').default(false))
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .action(tryAll)
    .parseAsync();
  return undefined;
});

async function tryAll(
  checkout: string,
  { only, verbose }: { only: string; verbose: boolean },
): Promise<void> {
  const folder = join(checkout, 'test-harness', 'specs');
  if (!existsSync(folder)) throw new Misuse(`${folder} does not exist; name a checkout of Prism.`);
  const files = globSync('**/*.txt', { cwd: folder }).sort();
  const cases = files.map((file) => ({
    file,
    given: readCase(readFileSync(join(folder, file), 'utf8')),
  }));
  const mocked = cases.filter(({ given }) => /^mock\b/.test(given.server));
  const apis = mocked.filter(({ given }) => /^\W*(openapi|swagger)\b/m.test(given.document));
  const tried = apis.filter(({ file }) => file.includes(only));
  const outcomes: Outcome[] = [];
  for (const { file, given } of tried) outcomes.push(await tryCase(file, given));
  process.stdout.write(report(outcomes, verbose));
  process.stdout.write(
    `Left out: ${cases.length - mocked.length} of the proxy, ${mocked.length - apis.length} Postman collections\n`,
  );
  if (outcomes.some(isWorse)) process.exitCode = 1;
}

async function tryCase(file: string, given: HarnessCase): Promise<Outcome> {
  const { response, isOfState } = await respondTo(given);
  const differs = compareResponses(given, response);
  const reason = differs.length > 0 ? reasonFor(given, response, isOfState) : undefined;
  return { file, given, response, differs, reason };
}

/** Sends the request of a case to a mock of its document; tells whether the path is one of a resource. */
async function respondTo({ document, server, command }: HarnessCase) {
  const folder = mkdtempSync(join(tmpdir(), 'prism-harness-'));
  const spec = join(folder, 'document.yml');
  writeFileSync(spec, document);
  try {
    const mock = await createMock({ ...optionsOf(server), spec });
    try {
      const url = await mock.listen();
      const [program, ...words] = splitCommand(command);
      if (program !== 'curl') throw new Error(`${command} is not a curl command.`);
      const own = words.map((word) => word.replace(/http:\/\/(localhost|127\.0\.0\.1):4010/, url));
      const { stdout } = await run('curl', ['--silent', ...own]);
      const path = own.find((word) => word.startsWith(url))?.slice(url.length) ?? '';
      const isOfState = mock.contract.resources.some(({ collection, item }) =>
        [collection, item].some((template) => matchPath(template, path.replace(/\?.*/, ''))),
      );
      return { response: readResponse(stdout), isOfState };
    } finally {
      await mock.close();
    }
  } catch (error) {
    return { response: { status: 0, headers: {}, body: String(error) }, isOfState: false };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The options of the mock for the arguments of `prism mock`. */
function optionsOf(server: string) {
  const words = server
    .split(/\s+/)
    .slice(1)
    // The document is given in another way, and nothing turns CORS off.
    .filter((word) => !/^(\$\{document\}|--cors=false)$/.test(word));
  let options = {};
  createCommand(async ({ mock }) => {
    options = mock;
  })
    .exitOverride()
    .parse(words, { from: 'user' });
  return options;
}

function isWorse({ differs, reason }: Outcome): boolean {
  return differs.length > 0 && reason === undefined;
}

function report(outcomes: readonly Outcome[], verbose: boolean): string {
  const same = outcomes.filter(({ differs }) => differs.length === 0).length;
  const worse = outcomes.filter(isWorse);
  const reasons = Map.groupBy(
    outcomes.filter(({ reason }) => reason !== undefined),
    ({ reason }) => reason,
  );
  const lines = [
    `${outcomes.length} cases: ${same} as Prism answers, ${outcomes.length - same - worse.length} otherwise by intention, ${worse.length} worse`,
    ...[...reasons].flatMap(([reason, own]) => [
      `${String(own.length).padStart(4)}  ${reason}`,
      ...(verbose ? own.map(describe) : []),
    ]),
    ...worse.map(describe),
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ file, given: { command, expected }, response, differs }: Outcome): string {
  const text = (one: HarnessResponse) =>
    `${one.status} ${JSON.stringify(one.headers)} ${one.body.slice(0, 600)}`;
  return `      ${file}: ${differs.join(', ')}\n        ${command}\n        expected ${text(expected)}\n        received ${text(response)}`;
}
