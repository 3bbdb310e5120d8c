import { type Outcome, type Scenario, scenarios } from './scenario.ts';
import { bareName, ours, prism, publishedPrismName } from './server.ts';
import type { Slot } from './slot.ts';
import { median, ratio } from './statistics.ts';
import { figure, table, yesNo } from './table.ts';

/** The slots of every round, by scenario and server. */
export type Slots = Record<string, Record<string, Slot[]>>;

/** How many times the requests a second of `prism mock` are wanted at least. */
const targets: Readonly<Record<Outcome, number>> = { accepted: 12, conflicting: 12, invalid: 4 };

const head = [
  '',
  'req/s',
  '× prism',
  '× by npx',
  'of bare',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  'slowest–fastest',
];

/** A block of rows a scenario, a row a server. */
export function throughputTable(slots: Slots): string {
  const rows: string[][] = [head];
  const verdicts: string[][] = [
    ['', `× ${prism.name}`, '', `× ${publishedPrismName}`, '', 'p99 no worse than prism mock'],
  ];
  for (const scenario of scenarios) {
    const byServer = slots[scenario.name] ?? {};
    rows.push([scenario.name]);
    for (const name of Object.keys(byServer)) rows.push(rowOf(name, byServer));
    verdicts.push(verdictOf(scenario, byServer));
  }
  return `${table(rows)}\nTargets of ${ours.name}\n\n${table(verdicts)}`;
}

function rowOf(name: string, byServer: Readonly<Record<string, readonly Slot[]>>): string[] {
  const own = byServer[name] ?? [];
  const speeds = own.map((slot) => slot.perSecond);
  return [
    `  ${name}`,
    figure(median(speeds)),
    `${figure(times(byServer, name, prism.name), 1)}×`,
    `${figure(times(byServer, name, publishedPrismName), 1)}×`,
    figure(times(byServer, name, bareName), 2),
    figure(median(own.map((slot) => slot.p50)), 2),
    figure(p99(own), 2),
    figure(median(own.map((slot) => slot.processor ?? Number.NaN))),
    `${figure(Math.min(...speeds))}–${figure(Math.max(...speeds))}`,
  ];
}

function verdictOf(
  { name, outcome }: Scenario,
  byServer: Readonly<Record<string, readonly Slot[]>>,
): string[] {
  const wanted = targets[outcome];
  const againstPrism = times(byServer, ours.name, prism.name);
  const againstPublished = times(byServer, ours.name, publishedPrismName);
  const slowest = p99(byServer[ours.name] ?? []);
  return [
    name,
    `${figure(againstPrism, 1)}, ≥${wanted}:`,
    yesNo(againstPrism >= wanted),
    `${figure(againstPublished, 1)}, ≥${wanted}:`,
    yesNo(againstPublished >= wanted),
    yesNo(slowest <= p99(byServer[prism.name] ?? [])),
  ];
}

function times(
  byServer: Readonly<Record<string, readonly Slot[]>>,
  name: string,
  other: string,
): number {
  const speeds = (server: string) => (byServer[server] ?? []).map((slot) => slot.perSecond);
  return ratio(speeds(name), speeds(other));
}

function p99(slots: readonly Slot[]): number {
  return median(slots.map((slot) => slot.p99));
}
