import pico from 'picocolors';
import type { Listener } from '../events.ts';
import { createProgress } from './progress.ts';
import type { ConsoleStream } from './stream.ts';
import { summaryText } from './summary.ts';

/** How the console reporter writes. */
export interface ConsoleOptions {
  readonly stream: ConsoleStream;
  /** Without it, picocolors decides: NO_COLOR, FORCE_COLOR, and whether there is a terminal. */
  readonly colours?: boolean | undefined;
  /** No progress, and only the verdict, the counts and what is broken. */
  readonly quiet?: boolean | undefined;
  /** The paths of the reports that were written; asked when the run is over. */
  readonly written?: (() => readonly string[]) | undefined;
}

/**
 * Shows progress while a provider is verified, and then a summary that starts with the verdict.
 *
 * On a terminal the progress is one line that moves; elsewhere it is a line a layer. Disposing of
 * it ends the moving line of a run that was broken off.
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

// Asked anew for each reporter: picocolors looks at the environment once, when it is loaded.
function colourful(): boolean {
  return (process.env.NO_COLOR ?? '') === '' && pico.isColorSupported;
}
