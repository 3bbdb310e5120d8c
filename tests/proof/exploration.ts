import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { faults, lawful } from '../providers/index.ts';
import type { Outcome, Trial } from './exploration-trial.ts';
import { breaksUniqueness } from './test-data-for.ts';

// A trial with a slow provider mostly waits, so others run meanwhile. Trials of faults run alone, because
// their time is measured.
const lawfulAtOnce = 12;

/**
 * Explores the lawful providers with several seeds and every fault of uniqueness with one, and prints
 * the outcomes and a table.
 * @param ids the only providers to explore; all if empty
 * @returns what is wrong, one line each
 */
export async function proveExploration(ids: readonly string[], seeds: number): Promise<string[]> {
  const wanted = ({ id }: { readonly id: string }) => ids.length === 0 || ids.includes(id);
  const ways = lawful.filter(wanted);
  const uniqueness = faults.filter(wanted).filter(breaksUniqueness);
  // Seed by seed, so that slow and fast providers mix.
  const kept = await tryAll(
    Array.from({ length: seeds }, (_, i) =>
      ways.map(({ id }): Trial => ({ kind: 'lawful', id, seed: i + 1 })),
    ).flat(),
    lawfulAtOnce,
  );
  const found = await tryAll(
    uniqueness.map(({ id }): Trial => ({ kind: 'fault', id, seed: 1 })),
    1,
  );
  printLawful(kept);
  printFaults(found);
  return [...kept, ...found].flatMap(wrongIn);
}

function wrongIn({ kind, id, seed, verdict, message, shownIn, again, ms }: Outcome): string[] {
  const at = `${id}, seed ${seed}`;
  if (kind === 'lawful') {
    return verdict === 'kept'
      ? []
      : [`${at}: it is lawful, but the verdict is ${verdict}: ${message}`];
  }
  if (shownIn === 0) return [`${at}: the fault was not found: ${message}`];
  if (ms > 20_000) return [`${at}: it took ${ms} ms.`];
  return again ? [] : [`${at}: a replay does not show the same: ${message}`];
}

async function tryAll(trials: readonly Trial[], atOnce: number): Promise<Outcome[]> {
  const queue = [...trials];
  const outcomes: Outcome[] = [];
  const width = Math.max(...trials.map(({ id }) => id.length));
  const work = () =>
    new Promise<void>((done, fail) => {
      const worker = fork(fileURLToPath(new URL('exploration-worker.ts', import.meta.url)));
      let busy = 0;
      const next = () => {
        for (; busy < atOnce && queue.length > 0; busy += 1) worker.send(queue.shift() as Trial);
        if (busy === 0) worker.disconnect();
      };
      worker.on('message', (outcome: Outcome) => {
        busy -= 1;
        outcomes.push(outcome);
        const { id, seed, verdict, ms, message } = outcome;
        const head = [id.padEnd(width), `seed ${seed}`.padEnd(7), verdict.padEnd(9)];
        console.log(`${head.join('  ')}  ${String(ms).padStart(6)} ms  ${message}`);
        next();
      });
      worker.on('error', fail);
      worker.on('exit', (code) =>
        code === 0 ? done() : fail(new Error(`A worker ended with ${code}.`)),
      );
      next();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), trials.length) }, work));
  return outcomes;
}

function printLawful(outcomes: readonly Outcome[]): void {
  if (outcomes.length === 0) return;
  console.log('\n| lawful provider | seeds | accused | sequences | races | requests |');
  console.log('|---|--:|--:|--:|--:|--:|');
  const rows = lawful.map(({ id }) => outcomes.filter((one) => one.id === id));
  for (const row of rows.filter(({ length }) => length > 0))
    console.log(lawfulRow(row[0]?.id, row));
  console.log(lawfulRow('all', outcomes));
}

function lawfulRow(name = '', outcomes: readonly Outcome[]): string {
  const sum = (of: (one: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  const count = (pattern: RegExp) => sum(({ message }) => Number(pattern.exec(message)?.[1] ?? 0));
  const cells = [
    outcomes.length,
    sum(({ verdict }) => (verdict === 'kept' ? 0 : 1)),
    count(/^(\d+) sequences/),
    count(/(\d+) races/),
    sum(({ requests }) => requests),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}

function printFaults(outcomes: readonly Outcome[]): void {
  if (outcomes.length === 0) return;
  console.log('\n| fault of uniqueness | found | requests that show it | shows again | ms |');
  console.log('|---|---|--:|---|--:|');
  for (const { id } of faults) {
    for (const one of outcomes.filter((other) => other.id === id)) {
      const found = one.shownIn > 0;
      const cells = [found ? 'yes' : 'no', one.shownIn, one.again ? 'yes' : 'no', one.ms];
      console.log(`| ${id} | ${cells.join(' | ')} |`);
    }
  }
  const lengths = outcomes.flatMap(({ shownIn }) => (shownIn > 0 ? [shownIn] : [])).sort(ascending);
  const times = outcomes.map(({ ms }) => ms).sort(ascending);
  const again = outcomes.filter((one) => one.again).length;
  console.log(
    `\n${lengths.length} of ${outcomes.length} faults are found, ${again} show again in a replay; ` +
      `requests that show one: median ${middle(lengths)}, at most ${lengths.at(-1)}; ` +
      `milliseconds: median ${middle(times)}, at most ${times.at(-1)}.`,
  );
}

function ascending(a: number, b: number): number {
  return a - b;
}

function middle(sorted: readonly number[]): number | undefined {
  return sorted[sorted.length >> 1];
}
