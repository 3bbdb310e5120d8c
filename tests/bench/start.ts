import { type Bench, figure, type Report, timeByTurns, yesNo } from './bench.ts';
import { type Kind, ours, prism, startServer } from './server.ts';

const most = 1.3;

/** Measures the time from starting a server's process to its first response. */
export function start(bench: Bench): Promise<Report> {
  const startOnce = (kind: Kind) => async () => {
    const { readyAfter, stop } = await startServer(kind);
    await stop();
    return readyAfter;
  };
  return timeByTurns(
    bench,
    'Start: milliseconds to the first response',
    bench.rounds * 2 - 1,
    { [ours.name]: startOnce(ours), [prism.name]: startOnce(prism) },
    ([own = 0, peer = 0]) =>
      `${figure(own / peer, 2)} of prism mock, at most ${most}: ${yesNo(own / peer <= most)}`,
  );
}
