import type { Fault } from '../providers/index.ts';

// Most faults show with any identifiers, these only with some.
const special: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Two identifiers, written one after the other, must contain the digits of a third.
  'compared-as-joined-text': { numbers: '1100-1112' },
};

/** Returns the test data that a fault needs to show: to confuse two kinds, both need the same. */
export function testDataFor({
  id,
  breaks,
  testData,
}: Fault): Readonly<Record<string, string>> | undefined {
  if (testData !== undefined) return testData;
  if (special[id] !== undefined) return special[id];
  return breaks.includes('U7') ? { numbers: '1000-1199', groups: '1000-1199' } : undefined;
}

/** Whether a fault breaks uniqueness, so that exploration alone must find it. */
export function breaksUniqueness({ breaks }: Fault): boolean {
  return breaks.some((one) => /^U\d+$/.test(one)) && !breaks.includes('D19');
}
