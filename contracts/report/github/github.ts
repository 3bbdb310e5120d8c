import { appendFileSync, statSync } from 'node:fs';
import type { Listener } from '../events.ts';
import { annotationLines, commandLine } from './annotations.ts';
import { mostOfSummary, stepSummary } from './step-summary.ts';

/** Where the GitHub reporter finds its orders, and where its annotations go. */
export interface GitHubOptions {
  /** GITHUB_ACTIONS asks for annotations, GITHUB_STEP_SUMMARY names the file of the summary. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output: GitHub reads annotations from there. */
  readonly stream: NodeJS.WritableStream;
}

/** Tells GitHub Actions the verdict: a step summary, and annotations; elsewhere it does nothing. */
export function createGitHubReporter({ env, stream }: GitHubOptions): Listener {
  const summary = env.GITHUB_STEP_SUMMARY ?? '';
  const annotates = env.GITHUB_ACTIONS === 'true';
  return {
    end(report) {
      if (annotates) for (const line of annotationLines(report)) stream.write(`${line}\n`);
      if (summary === '') return;
      try {
        // Another command of the same step may have written there, and the limit is for all.
        const room = mostOfSummary - (statSync(summary, { throwIfNoEntry: false })?.size ?? 0);
        appendFileSync(summary, stepSummary(report, room));
      } catch (error) {
        // The verdict stands without it: a summary that can't be written must not fail the job.
        const reason = error instanceof Error ? error.message : String(error);
        const text = `The step summary could not be written: ${reason}`;
        stream.write(annotates ? `${commandLine('warning', 'Verifier', text)}\n` : `${text}\n`);
      }
    },
  };
}
