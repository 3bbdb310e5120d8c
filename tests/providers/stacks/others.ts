import type { Rule, SipNumber } from '../storage.ts';

const rule = (account: string, id: number, numbers: number[], groups: number[]): Rule => ({
  account,
  id,
  numbers,
  groups,
  sourceType: 'system',
  mediaId: 50,
});

/** Rules of others, which the accounts hold from the start; what they hold is no test data. */
export const othersRules: readonly Rule[] = [
  rule('one', 77, [250, 256, 258], []),
  rule('one', 78, [], [79]),
  rule('two', 79, [250], [79]),
  rule('one', 81, [352, 446, 448], [93, 103]),
];

/** The SIP number that may be edited, and one of others. */
export const sipNumbers: readonly SipNumber[] = [
  { account: 'one', id: 608, purpose: 'company' },
  { account: 'one', id: 609, purpose: 'company', login: 'somebody' },
  { account: 'two', id: 608, purpose: 'company' },
];

/** The last id that was given. */
export const lastId = 82;
