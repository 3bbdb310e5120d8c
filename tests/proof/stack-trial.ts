import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import type { Right, Stack, Variant } from '../providers/stacks/index.ts';
import { askedTooMuch, harmOf } from './harm.ts';

/** What must be right about a verification: its verdict, what it did to the accounts, what it asked for. */
type Aspect = 'verdict' | 'harm' | 'asked';

/** The outcome of a verification of a variant. */
export interface StackOutcome {
  /** The exit code, or what happened instead. */
  readonly exit: number | 'crash' | 'endless';
  /** What is wrong, a sentence each. */
  readonly wrong: Readonly<Record<Aspect, readonly string[]>>;
  readonly summary: string;
  readonly requests: number;
  readonly ms: number;
}

type Ended = Pick<StackOutcome, 'exit'> & { readonly report?: Report; readonly said?: string };

const seconds = 100;
const defaults = { numbers: '1000-1199', groups: '2000-2199', media: '50,51' };

/** Starts a variant, verifies it, compares the accounts before and after, and stops it. */
export async function tryStack(
  variant: Variant,
  start: () => Promise<Stack>,
): Promise<StackOutcome> {
  const stack = await start();
  const began = performance.now();
  try {
    const before = await stack.held();
    const options = {
      provider: stack.url,
      token: stack.tokens.first,
      secondToken: stack.tokens.second,
      seed: 1,
      ...variant.options,
    };
    const ended = await (variant.command ? runCommand : runHere)(variant, options, stack);
    const ms = Math.round(performance.now() - began);
    const { recorded } = stack;
    const after = await stack.held();
    const reserved = identifiersIn({ ...defaults, ...variant.options?.testData });
    const left = ended.report?.left ?? [];
    const traces = { before, after, recorded, reserved, left };
    return {
      exit: ended.exit,
      wrong: {
        verdict: [...wrongVerdict(variant.right, ended), ...tooMany(variant.right, recorded)],
        harm: harmOf(traces, variant.right.leaves ?? 0),
        asked: askedTooMuch(traces),
      },
      summary: ended.report?.summary ?? ended.said ?? '',
      requests: recorded.length,
      ms,
    };
  } finally {
    await stack.close();
  }
}

async function runHere({ right }: Variant, options: VerifyOptions, stack: Stack): Promise<Ended> {
  const end = new AbortController();
  const verified = verify(options).then(
    (report): Ended => ({ exit: report.exitCode, report }),
    (error): Ended => ({ exit: 'crash', said: String(error) }),
  );
  const late = async (): Promise<Ended> => {
    await setTimeout((right.seconds ?? seconds) * 1_000, undefined, { signal: end.signal });
    // Without a port a run that is only slow ends; another stands still.
    await stack.hangUp();
    await Promise.race([verified, setTimeout(10_000, undefined, { signal: end.signal })]);
    return { exit: 'endless' };
  };
  try {
    return await Promise.race([verified, late()]);
  } finally {
    end.abort();
  }
}

async function runCommand(variant: Variant, options: VerifyOptions): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-trial-'));
  const args = [
    `--max-old-space-size=${variant.command?.megabytes}`,
    'contracts/cli/data-api-verify.cjs',
    ...['--provider', String(options.provider), '--seed', String(options.seed)],
    ...['--report', folder],
  ];
  const tokens = { VERIFY_TOKEN: options.token, VERIFY_SECOND_TOKEN: options.secondToken };
  const env = { PATH: process.env.PATH, NO_COLOR: '1', ...tokens };
  const timeout = (variant.right.seconds ?? seconds) * 1_000;
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said = (said + piece).slice(-2_000);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    const report: Report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    return { exit: code ?? 'crash', report };
  } catch {
    return { exit: child.killed ? 'endless' : 'crash', said: `exit code ${code}: ${said}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function wrongVerdict(right: Right, { exit, report, said }: Ended): string[] {
  if (report === undefined) return [`It ended as ${exit}, without a report: ${said?.slice(-300)}`];
  const accused = report.results.filter(({ outcome }) => outcome === 'broken');
  const names = accused.flatMap(({ promises, id, doubt }) => [...promises, id, doubt ?? '']);
  const { summary, notes, left, doubts } = report;
  const messages = report.results.map(({ message = '' }) => message);
  const told = [summary, ...notes, ...left, ...messages, ...doubts.flatMap((one) => one.answers)];
  const wrong: string[] = [];
  if (!right.exits.some((one) => one === exit)) {
    const first = accused[0]?.message ?? messages.find((message) => message !== '') ?? '';
    const ids = accused.map(({ id }) => id).join(', ');
    wrong.push(`Exit code ${exit}: ${summary} ${first} ${ids}`.trim());
  }
  if (right.finds !== undefined && !names.some((name) => right.finds?.test(name))) {
    wrong.push(`No finding is named ${right.finds}: ${names.slice(0, 5).join(', ')}`);
  }
  if (right.says !== undefined && !told.some((line) => right.says?.test(line))) {
    wrong.push(`The report does not say ${right.says}.`);
  }
  if (right.summary !== undefined && !right.summary.test(summary)) {
    wrong.push(`The summary does not say ${right.summary}: ${summary}`);
  }
  return wrong;
}

function tooMany({ most, requests }: Right, recorded: Stack['recorded']): string[] {
  const wrong: string[] = [];
  const refused = recorded.filter(({ status }) => status === most?.status).length;
  if (most !== undefined && refused > most.requests) {
    wrong.push(`${refused} requests were refused with ${most.status}.`);
  }
  if (requests !== undefined && recorded.length > requests) {
    wrong.push(`It sent ${recorded.length} requests.`);
  }
  return wrong;
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
