import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { run } from './command.ts';

/** A stage whose steps were executed: the folder that stands for its file system, and how it runs. */
export interface Stage {
  readonly root: string;
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly entrypoint: readonly string[];
  readonly health: readonly string[];
}

/**
 * Executes the steps of a Containerfile in folders, one a stage, without an engine: `COPY`, `RUN`,
 * `WORKDIR`, `ENV` as written, on the Node.js of this process instead of the image's. Steps must not
 * name absolute paths in `RUN`, since nothing is a root there.
 * @param context what `COPY` takes files from
 * @throws Error for a step that fails, or that this does not know
 */
export async function executeSteps(file: string, context: string, folder: string): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const step of DockerfileParser.parse(readFileSync(file, 'utf8')).getInstructions()) {
    if (step.getKeyword() === 'FROM') {
      const name = step.getArguments()[2]?.getValue() ?? String(stages.size);
      stage = emptyStage(join(folder, name));
      stages.set(name, stage);
      continue;
    }
    if (stage === undefined) throw new Error(`${file} begins without FROM.`);
    stage = await execute(stage, step, context, stages);
    stages.set([...stages.keys()].at(-1) ?? '', stage);
  }
  if (stage === undefined) throw new Error(`${file} has no steps.`);
  return stage;
}

function emptyStage(root: string): Stage {
  mkdirSync(root, { recursive: true });
  const nothing = { user: undefined, entrypoint: [], health: [] };
  return { root, workdir: root, environment: {}, ...nothing };
}

async function execute(
  stage: Stage,
  step: Instruction,
  context: string,
  stages: ReadonlyMap<string, Stage>,
): Promise<Stage> {
  const words = step.getArguments().map((argument) => argument.getValue());
  switch (step.getKeyword()) {
    case 'WORKDIR': {
      const workdir = join(stage.root, words[0] ?? '');
      mkdirSync(workdir, { recursive: true });
      return { ...stage, workdir };
    }
    case 'ENV': {
      const set = words.map((word) => word.split('=') as [string, string]);
      return { ...stage, environment: { ...stage.environment, ...Object.fromEntries(set) } };
    }
    case 'COPY': {
      const flags = step instanceof Copy ? step.getFlags() : [];
      const origin = flags.find((one) => one.getName() === 'from')?.getValue();
      const source = origin ? (stages.get(origin)?.root ?? '') : context;
      const [from = '', to = ''] = words;
      cpSync(join(source, from), join(stage.workdir, to), { recursive: true });
      return stage;
    }
    case 'RUN': {
      const set = Object.entries(stage.environment).map(([name, value]) => `${name}=${value}`);
      await run(stage.workdir, 'env', ...set, 'sh', '-euc', step.getRawArgumentsContent() ?? '');
      return stage;
    }
    case 'USER':
      return { ...stage, user: words[0] };
    case 'ENTRYPOINT':
      return { ...stage, entrypoint: strings(step) };
    case 'HEALTHCHECK':
      return { ...stage, health: strings(step) };
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return stage;
    default:
      throw new Error(`The step ${step.getKeyword()} is not known here; teach it to execute().`);
  }
}

// The words of the form that needs no shell, such as ["node", "-e", "…"].
function strings(step: Instruction): string[] {
  const text = step.getRawArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
