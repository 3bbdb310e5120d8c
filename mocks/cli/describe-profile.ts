import { allSwitches } from '../../spec/index.ts';
import type { Mock } from '../mock.ts';

/** Says, in a line each, whom a mock behaves as and how far from the strict mock; no line for the strict mock. */
export function describeProfile({
  contract,
  profile,
}: Pick<Mock, 'contract' | 'profile'>): string[] {
  if (profile === undefined) return [];
  const { provider = 'a provider', date, positions } = profile;
  const differing = allSwitches(contract).filter(
    ({ key, default: strict }) => (positions[key]?.is ?? strict) !== strict,
  );
  const count = `${differing.length} position${differing.length === 1 ? '' : 's'}`;
  const on = date === undefined ? '' : ` on ${date}`;
  return [
    `Behaves as ${provider} was seen to${on}: ${count} unlike the strict mock. What the profile leaves out stays strict.`,
  ];
}
