import type { Bench, Report } from './bench.ts';
import type { Scenario } from './scenario.ts';
import type { Server } from './server.ts';
import { load, type Slot } from './slot.ts';
import { median } from './statistics.ts';
import { figure, table } from './table.ts';

/** A point of a curve: what is large there, the server, and the requests to send to it. */
export interface Point {
  readonly size: number;
  readonly server: Server;
  readonly scenarios: readonly Scenario[];
}

/** A curve: slots of every round, by request and then by point. */
export interface Curve {
  readonly sizes: readonly number[];
  readonly slots: Readonly<Record<string, readonly (readonly Slot[])[]>>;
  readonly clean: boolean;
}

/** Measures all points of a curve by turns; all points have requests of the same names. */
export async function measureCurve(bench: Bench, points: readonly Point[]): Promise<Curve> {
  const slots: Record<string, Slot[][]> = {};
  const names = points[0]?.scenarios.map(({ name }) => name) ?? [];
  for (const [at, name] of names.entries()) {
    const ofName = points.map((): Slot[] => []);
    slots[name] = ofName;
    // The round before the first warms up.
    for (let round = -1; round < bench.rounds; round++) {
      for (const [i, { size, server, scenarios }] of points.entries()) {
        const scenario = scenarios[at];
        if (scenario === undefined) continue;
        bench.progress(`${name}, ${figure(size)}, round ${round + 1} of ${bench.rounds}`);
        const slot = await load(bench, server, scenario, 1);
        if (round >= 0) ofName[i]?.push(slot);
      }
    }
  }
  const clean = Object.values(slots).every((ofName) =>
    ofName.flat().every(({ unexpected }) => unexpected === 0),
  );
  return { sizes: points.map(({ size }) => size), slots, clean };
}

interface Cost {
  /** Microseconds from answer to answer. */
  readonly elapsed: number;
  /** Microseconds of processor time, all threads; not a number where there is no /proc. */
  readonly processor: number;
}

function costOf(slots: readonly Slot[]): Cost {
  return {
    elapsed: median(slots.map(({ perSecond }) => 1e6 / perSecond)),
    processor: median(slots.map(({ processor }) => processor ?? Number.NaN)),
  };
}

/**
 * The curve as a table: a row a size, a column a request; the last row judges the microseconds at
 * each point, those of processor time where they are known, as others do not disturb them so much.
 */
export function reportCurve(
  curve: Curve,
  title: string,
  unit: string,
  last: readonly [string, (cost: readonly number[]) => string],
): Report {
  const names = Object.keys(curve.slots);
  const rows = curve.sizes.map((size, i) => [
    `  ${figure(size)}`,
    ...names.map((name) => {
      const { elapsed, processor } = costOf(curve.slots[name]?.[i] ?? []);
      return `${figure(elapsed, 1)} (${figure(processor, 1)})`;
    }),
  ]);
  const judged = (name: string) =>
    (curve.slots[name] ?? []).map(costOf).map(({ elapsed, processor }) => processor || elapsed);
  const verdict = [`  ${last[0]}`, ...names.map((name) => last[1](judged(name)))];
  const noise = curve.clean ? '' : 'Some answers were not the expected ones.\n';
  return {
    text: `${title}\n\n${table([[`  ${unit}`, ...names], ...rows, verdict])}${noise}`,
    figures: curve.slots,
    clean: curve.clean,
  };
}
