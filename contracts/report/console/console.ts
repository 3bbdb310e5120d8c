import pico from 'picocolors';
import type { Listener } from '../events.ts';
import { createProgress } from './progress.ts';
import type { ConsoleStream } from './stream.ts';
import { summaryText } from './summary.ts';

/** Options of the console reporter. */
export interface ConsoleOptions {
  readonly stream: ConsoleStream;
  /** Whether to use colours; by default NO_COLOR, FORCE_COLOR and the terminal decide. */
  readonly colours?: boolean | undefined;
  /** Whether to show only the verdict, the counts, and what is broken or could not be judged. */
  readonly quiet?: boolean | undefined;
  /** Returns the paths of the written reports, at the end of the run. */
  readonly written?: (() => readonly string[]) | undefined;
}

/**
 * Shows the progress of a run, and then a summary that starts with the verdict. Dispose of it if the
 * run may throw: that removes the progress line.
 * @example
 * using reporter = createConsoleReporter({ stream: process.stdout });
 * await verify({ provider: 'http://127.0.0.1:4010', token: 'any' }, [reporter]);
 */
export function createConsoleReporter(options: ConsoleOptions): Listener & Disposable {
  const { stream, colours = colourful(), quiet = false, written = () => [] } = options;
  const progress = quiet ? undefined : createProgress(stream, colours);
  return {
    ...progress?.listener,
    end(report) {
      progress?.stop();
      stream.write(
        summaryText(report, { colours: pico.createColors(colours), quiet, written: written() }),
      );
    },
    [Symbol.dispose]() {
      progress?.stop();
    },
  };
}

// Checked for each reporter: picocolors reads the environment only when it is loaded.
function colourful(): boolean {
  return (process.env.NO_COLOR ?? '') === '' && pico.isColorSupported;
}
