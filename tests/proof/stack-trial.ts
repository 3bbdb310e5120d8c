import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import type { Right, Stack, Variant } from '../providers/stacks/index.ts';
import { harmOf } from './harm.ts';

/** What came of a verification of a variant. */
export interface StackOutcome {
  /** The exit code, or what stands in its place. */
  readonly exit: number | 'crash' | 'endless';
  /** What is not as it should be, a sentence each; empty where all is right. */
  readonly wrong: readonly string[];
  readonly summary: string;
  readonly requests: number;
  readonly ms: number;
}

type Ended = Pick<StackOutcome, 'exit'> & { readonly report?: Report; readonly said?: string };

const seconds = 60;
const reserved = { numbers: '1000-1199', groups: '2000-2199', media: '50,51' };

/** Starts a variant, verifies it, looks at the accounts, and stops it. */
export async function tryStack(
  variant: Variant,
  start: () => Promise<Stack>,
  options: Partial<VerifyOptions> = {},
): Promise<StackOutcome> {
  const stack = await start();
  const began = performance.now();
  try {
    const before = await stack.held();
    const settings = {
      provider: stack.url,
      token: stack.tokens.first,
      secondToken: stack.tokens.second,
      seed: 1,
      ...variant.options,
      ...options,
    };
    const run = variant.command ? runCommand : runHere;
    const ended = await run(variant, settings, stack);
    const ms = Math.round(performance.now() - began);
    const { recorded } = stack;
    const after = await stack.held();
    const { report, exit, said = '' } = ended;
    const ids = identifiersIn({ ...reserved, ...variant.reserved });
    const traces = { before, after, recorded, reserved: ids, left: report?.left ?? [] };
    return {
      exit,
      wrong: [
        ...verdictWrong(variant.right, ended),
        ...requestsWrong(variant.right, recorded),
        ...harmOf(traces, variant.right.leaves ?? 0),
      ],
      summary: report?.summary ?? said,
      requests: recorded.length,
      ms,
    };
  } finally {
    await stack.close();
  }
}

async function runHere(variant: Variant, options: VerifyOptions, stack: Stack): Promise<Ended> {
  let late = false;
  // Without a port it comes to an end, late as it is.
  const timer = setTimeout(
    () => {
      late = true;
      void stack.hangUp();
    },
    (variant.right.seconds ?? seconds) * 1_000,
  );
  try {
    const report = await verify({ ...options, ...reservedAs(variant) });
    return { exit: late ? 'endless' : report.exitCode, report };
  } catch (error) {
    return { exit: 'crash', said: String(error) };
  } finally {
    clearTimeout(timer);
  }
}

// The public option that says what may be used.
function reservedAs({ reserved }: Variant): Partial<VerifyOptions> {
  return reserved === undefined ? {} : { lend: reserved };
}

async function runCommand(variant: Variant, options: VerifyOptions): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-trial-'));
  const args = [
    `--max-old-space-size=${variant.command?.megabytes}`,
    'contracts/cli/run.js',
    ...['--provider', String(options.provider), '--seed', String(options.seed)],
    ...(options.only === undefined ? [] : ['--only', options.only]),
    ...['--report', folder],
  ];
  const tokens = { VERIFY_TOKEN: options.token, VERIFY_SECOND_TOKEN: options.secondToken };
  const env = { PATH: process.env.PATH, NO_COLOR: '1', ...tokens };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), (variant.right.seconds ?? seconds) * 1_000);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said = (said + piece).slice(-2_000);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  try {
    const report: Report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    return { exit: code ?? 'crash', report };
  } catch {
    return { exit: child.killed ? 'endless' : 'crash', said: `exit code ${code}: ${said}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verdictWrong(right: Right, { exit, report, said }: Ended): string[] {
  if (report === undefined) return [`It ended as ${exit}, without a report: ${said?.slice(-300)}`];
  const accused = report.results.filter(({ outcome }) => outcome === 'broken');
  const names = accused.flatMap(({ promises, id, doubt }) => [...promises, id, doubt ?? '']);
  const told = JSON.stringify([
    report.summary,
    report.notes,
    report.left,
    report.results,
    report.doubts,
  ]);
  const wrong: string[] = [];
  if (!right.exits.some((one) => one === exit)) {
    const ids = accused.map(({ id }) => id).join(', ');
    const first = accused[0]?.message ?? '';
    wrong.push(`Exit code ${exit}: ${report.summary} ${first} ${ids}`.trim());
  }
  if (right.finds !== undefined && !names.some((name) => right.finds?.test(name))) {
    wrong.push(`Nothing that was found is named ${right.finds}: ${names.slice(0, 5).join(', ')}`);
  }
  if (right.says !== undefined && !right.says.test(told)) {
    wrong.push(`The report does not say ${right.says}.`);
  }
  return wrong;
}

function requestsWrong({ most, requests }: Right, recorded: Stack['recorded']): string[] {
  const refused = recorded.filter(({ status }) => status === most?.status).length;
  return [
    ...(most !== undefined && refused > most.requests
      ? [`${refused} requests were refused with ${most.status}.`]
      : []),
    ...(requests !== undefined && recorded.length > requests
      ? [`It sent ${recorded.length} requests.`]
      : []),
  ];
}

function identifiersIn(ranges: Readonly<Record<string, string>>): ReadonlySet<number> {
  return new Set(
    Object.values(ranges).flatMap((text) =>
      text.split(',').flatMap((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, at) => from + at);
      }),
    ),
  );
}
