import type { Fault } from '../providers/index.ts';

// Most faults show with any identifiers. These do only with some.
const special: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // The digits of one have to stand in those of two others.
  'compared-as-joined-text': { numbers: '1100-1112' },
};

/** What has to be lent for a fault to show: to confuse two kinds, both need the same identifiers. */
export function testDataFor({ id, breaks }: Fault): Readonly<Record<string, string>> | undefined {
  if (special[id] !== undefined) return special[id];
  return breaks.includes('U7') ? { numbers: '1000-1199', groups: '1000-1199' } : undefined;
}

/** Whether a fault is one of uniqueness, so that the exploration has to find it on its own. */
export function breaksUniqueness({ breaks }: Fault): boolean {
  return breaks.some((one) => /^U\d+$/.test(one)) && !breaks.includes('D19');
}
