import type { Contract } from '../../spec/index.ts';
import type { Settings } from '../accounts/switches.ts';
import { type ProblemSwitch, Refusal } from '../problems/problem.ts';
import type { Reading } from '../problems/readings.ts';
import { switchOf } from './leniency.ts';

/** Says in a refusal which positions of a switch accept what it refuses. */
export function tellSwitches(refusal: Refusal, contract: Contract, settings: Settings): Refusal {
  const { code, detail, headers, extras } = refusal;
  const { errors, readings } = extras;
  if (readings === undefined && !errors?.some((one) => one.readings?.length)) return refusal;
  const told = errors?.map((one) => ({
    ...one,
    switch: switchFor(one.readings ?? [], contract, settings),
  }));
  const own = told?.[0]?.switch ?? switchFor(readings ?? [], contract, settings);
  return new Refusal(code, detail, { ...extras, errors: told, switch: own }, headers);
}

function switchFor(
  readings: readonly Reading[],
  contract: Contract,
  settings: Settings,
): ProblemSwitch | undefined {
  for (const reading of readings) {
    const found = switchOf(contract, reading);
    if (found === undefined) continue;
    const { key, default: usual, positions } = found;
    const position = settings[reading.effect as keyof Settings];
    const acceptedIn = Object.keys(reading.takes).filter(
      (one) => one !== position && Object.hasOwn(positions, one),
    );
    if (acceptedIn.length > 0) return { key, position, default: usual, acceptedIn };
  }
  return undefined;
}
