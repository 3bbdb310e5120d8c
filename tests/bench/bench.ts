/** What every part of the bench works with. */
export interface Bench {
  readonly rounds: number;
  /** Whole seconds that each load lasts. */
  readonly seconds: number;
  /** A directory for the time of the run. */
  readonly directory: string;
  /** Tells whoever watches what is being done. */
  progress(what: string): void;
}

/** What a part of the bench found out. */
export interface Report {
  readonly text: string;
  /** Whether every response had the status that it should have; absent where nothing was loaded. */
  readonly clean?: boolean;
}

/** The middle of some figures; the mean of the two in the middle of an even number. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [lower, upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return ((lower ?? Number.NaN) + (upper ?? Number.NaN)) / 2;
}

/**
 * How many times the second the first is: the median of the ratios of each round, whose two sides
 * other work on the machine disturbs alike.
 */
export function ratio(these: readonly number[], those: readonly number[]): number {
  return median(these.map((figure, round) => figure / (those[round] ?? Number.NaN)));
}

/** A figure with thousands set apart; a dash for none. */
export function figure(value: number | undefined, decimals = 0): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const form = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString('en-US', form);
}

/** The smallest and the largest of some figures. */
export function range(figures: readonly number[]): string {
  return `${figure(Math.min(...figures))}–${figure(Math.max(...figures))}`;
}

/** Whether a target is met, in a word. */
export function yesNo(met: boolean): string {
  return met ? 'yes' : 'NO';
}

/** Lays rows out in columns under a title: the first column to the left, the others to the right. */
export function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
  return `${title}\n\n${rows.map((row) => line(row).join('  ').trimEnd()).join('\n')}\n`;
}

/** A list that begins elsewhere every round, so that nobody always goes first. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const at = round % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/** Measures milliseconds of several things by turns. */
export async function timeByTurns(
  bench: Bench,
  title: string,
  rounds: number,
  things: Readonly<Record<string, () => Promise<number>>>,
  target: (medians: readonly number[]) => string,
): Promise<Report> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of rotated(Object.entries(things), round)) {
      bench.progress(`${name}, round ${round + 1} of ${rounds}`);
      times[name] = [...(times[name] ?? []), await measure()];
    }
  }
  const names = Object.keys(things);
  const medians = names.map((name) => median(times[name] ?? []));
  const rows = names.map((name, i) => {
    const judged = i === 0 ? target(medians) : '';
    return [`  ${name}`, figure(medians[i]), range(times[name] ?? []), judged];
  });
  const head = ['', 'ms', 'fastest–slowest', 'target'];
  return { text: table(`${title}, medians of ${rounds}`, [head, ...rows]) };
}
