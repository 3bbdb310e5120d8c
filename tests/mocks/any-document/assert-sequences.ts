import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { generatedDocument } from './generated-document.ts';
import { createJudge, type Met } from './run-sequence.ts';

/** How many sequences of at most how many requests; the same for the same seed. */
export interface Amount {
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
}

/**
 * Sends random sequences of requests to a mock of a document, and judges every answer.
 * @throws Error with the shortest sequence that shows a breach
 */
export async function assertSequences(file: string, amount: Amount): Promise<Met> {
  await using judge = await createJudge(file);
  const operation = fc.nat(judge.read.operations.length - 1);
  const step = fc.record({ operation, seed: fc.integer() });
  const steps = fc.array(step, { minLength: 1, maxLength: amount.length, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, (one) => judge.run(one)),
    { numRuns: amount.sequences, seed: amount.seed },
  );
  return judge.met;
}

/** The same for a generated document. */
export async function assertGenerated(seed: number, amount: Amount): Promise<Met> {
  const folder = await mkdtemp(join(tmpdir(), 'generated-'));
  try {
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(generatedDocument(seed)));
    return await assertSequences(file, amount);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Adds up what sequences came to. */
export function sum(met: readonly Met[]): Met {
  const names = ['requests', 'accepted', 'refused', 'stored', 'ofPrism'] as const;
  const entries = names.map((name) => [name, met.reduce((total, one) => total + one[name], 0)]);
  return Object.fromEntries(entries) as Met;
}
