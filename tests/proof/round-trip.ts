import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock } from '../../mocks/index.ts';
import { withLentItems } from './lent-items.ts';

type Positions = Readonly<Record<string, string>>;

/** The switches at which the mock with a provider's profile is not seen as the provider was, with the reason. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

const runs = new Map<string, Promise<Report>>();

/** The positions in which a provider was seen, by the key of the switch. */
export function positionsIn({ doubts }: Report): Positions {
  const seen = doubts.flatMap(({ positions = [] }) => positions);
  return Object.fromEntries(
    seen.flatMap(({ key, is }) => (is === undefined ? [] : [[key, is] as const])),
  );
}

/**
 * Verifies the mock with the positions of a provider, as the provider was verified; providers in the same
 * positions share a run.
 */
export function verifyMockAs(
  positions: Positions,
  options: Partial<VerifyOptions>,
): Promise<Report> {
  const key = JSON.stringify([positions, options]);
  const run = runs.get(key) ?? verifyMock(positions, options);
  runs.set(key, run);
  return run;
}

async function verifyMock(positions: Positions, options: Partial<VerifyOptions>): Promise<Report> {
  // What is checked has to exist.
  const state = positions.D16 === 'checked' ? { initial: withLentItems() } : {};
  const mock = await createMock({ profile: { positions }, ...state });
  try {
    return await verify({ provider: await mock.listen(), only: 'checks', seed: 1, ...options });
  } finally {
    await mock.close();
  }
}
