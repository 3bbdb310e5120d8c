// npm passes a Ctrl-C on to a process that has got it already.
const sameSignal = 500;

/**
 * Returns a signal that the first SIGINT or SIGTERM aborts, with its name as the reason, so that a run
 * can end in order; a later one ends the process.
 */
export function untilInterrupted(controller = new AbortController()): AbortSignal {
  let since = 0;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) {
        if (performance.now() - since > sameSignal) process.exit(code);
        return;
      }
      since = performance.now();
      process.stderr.write('Interrupted: cleaning up; interrupt again to end at once.\n');
      controller.abort(signal);
    });
  }
  return controller.signal;
}
