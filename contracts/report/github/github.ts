import { appendFileSync, statSync } from 'node:fs';
import type { Listener } from '../events.ts';
import { annotationLines, commandLine } from './annotations.ts';
import { mostOfSummary, stepSummary } from './step-summary.ts';

/** Options of the GitHub reporter. */
export interface GitHubOptions {
  /** The environment: GITHUB_ACTIONS turns annotations on, GITHUB_STEP_SUMMARY names the summary's file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output, from which GitHub reads annotations. */
  readonly stream: NodeJS.WritableStream;
}

/**
 * Writes a step summary and annotations in GitHub Actions; elsewhere it does nothing.
 * @example
 * const reporter = createGitHubReporter({ env: process.env, stream: process.stdout });
 * await verify({ provider: 'http://127.0.0.1:4010', token: 'any' }, [reporter]);
 */
export function createGitHubReporter({ env, stream }: GitHubOptions): Listener {
  const summary = env.GITHUB_STEP_SUMMARY ?? '';
  const annotates = env.GITHUB_ACTIONS === 'true';
  return {
    end(report) {
      if (annotates) for (const line of annotationLines(report)) stream.write(`${line}\n`);
      if (summary === '') return;
      try {
        // The limit applies to the step, and other commands may have written there.
        const room = mostOfSummary - (statSync(summary, { throwIfNoEntry: false })?.size ?? 0);
        appendFileSync(summary, stepSummary(report, room));
      } catch (error) {
        // A summary that cannot be written must not fail the job.
        const reason = error instanceof Error ? error.message : String(error);
        const text = `The step summary could not be written: ${reason}`;
        stream.write(annotates ? `${commandLine('warning', 'Verifier', text)}\n` : `${text}\n`);
      }
    },
  };
}
