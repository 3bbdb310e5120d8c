import { allSwitches } from '../../spec/index.ts';
import type { Mock } from '../mock.ts';

/** Says, in a line each, whom a mock behaves as and where unlike the strict mock; no line for the strict mock. */
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
  const names = differing.map(({ key }) => `${key} ${positions[key]?.is}`).join(', ');
  const which = names && ` (${names})`;
  const on = date === undefined ? '' : ` on ${date}`;
  return [
    `Behaves as ${provider} was seen to${on}: ${count} unlike the strict mock${which}. What the profile leaves out stays strict.`,
  ];
}
