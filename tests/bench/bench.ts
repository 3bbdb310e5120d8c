/** What every part of the bench works with. */
export interface Bench {
  readonly rounds: number;
  /** Whole seconds that each load lasts. */
  readonly seconds: number;
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

/** Measures things by turns, another one first each round; returns the figures by thing. */
export async function byTurns<Thing, Figure>(
  rounds: number,
  things: readonly Thing[],
  measure: (thing: Thing, round: number) => Promise<Figure>,
): Promise<Figure[][]> {
  const figures = things.map((): Figure[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i] of things.entries()) {
      const at = (round + i) % things.length;
      figures[at]?.push(await measure(things[at] as Thing, round + 1));
    }
  }
  return figures;
}

/** Measures milliseconds of several things by turns. */
export async function timeByTurns(
  { rounds, progress }: Bench,
  title: string,
  things: Readonly<Record<string, () => Promise<number>>>,
  target: (medians: readonly number[]) => string,
): Promise<Report> {
  const names = Object.keys(things);
  const times = await byTurns(rounds, Object.entries(things), ([name, measure], round) => {
    progress(`${name}, round ${round} of ${rounds}`);
    return measure();
  });
  const verdict = target(times.map(median));
  const rows = times.map((own, i) => [
    `  ${names[i]}`,
    figure(median(own)),
    range(own),
    i === 0 ? verdict : '',
  ]);
  const head = ['', 'ms', 'fastest–slowest', 'target'];
  return { text: table(`${title}, medians of ${rounds}`, [head, ...rows]) };
}
