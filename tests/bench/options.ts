import { parseArgs } from 'node:util';
import { type LoadTool, loadTools } from './client.ts';
import { Misuse } from './misuse.ts';

/** The parts of the bench, in the order in which they run. */
export const parts = [
  'throughput',
  'memory',
  'start',
  'ids',
  'rules',
  'verifier',
  'explorer',
] as const;

/** One part of the bench. */
export type Part = (typeof parts)[number];

/** What the command line asks for. */
export interface Options {
  readonly parts: readonly Part[];
  readonly quick: boolean;
  /** Where to write all figures as JSON. */
  readonly json: string | undefined;
  /** The client to make load with; wrk where it is installed, by default. */
  readonly load: LoadTool | undefined;
}

/** What `--help` prints. */
export const usage = `Usage: npm run bench -- [--quick] [--only PART] [--load TOOL] [--json FILE]

  --quick      one short round of everything: a look, not a measurement
  --only PART  ${parts.join(', ')}; repeatable
  --load TOOL  ${loadTools.join(' or ')}; by default wrk where it is installed
  --json FILE  write every figure of every round to a file too
`;

/**
 * Reads the command line; undefined when it asks for help.
 * @throws Misuse for an unknown flag, part or tool
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { quick, only, load, json, help } = parsed(args);
  if (help) return undefined;
  return {
    parts: only === undefined ? parts : only.map((name) => oneOf(parts, name, '--only')),
    quick,
    json,
    load: load === undefined ? undefined : oneOf(loadTools, load, '--load'),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        load: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(known: readonly T[], name: string, flag: string): T {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  throw new Misuse(`${flag} knows no "${name}"; it takes ${known.join(', ')}.`);
}
