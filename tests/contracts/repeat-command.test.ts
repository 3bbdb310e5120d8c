import { describe, expect, test } from 'vitest';
import { createRepeat } from '../../contracts/cli/repeat-command.ts';

const provider = ['--provider', 'http://x'];
const check = { id: 'taken', layer: 'checks' } as const;

describe('the command that repeats a finding', () => {
  test.each([
    { of: 'a check', args: [], one: check, want: '--check taken --seed 7' },
    { of: 'a pact', args: [], one: { ...check, layer: 'pact' }, want: '--only pact --seed 7' },
    {
      of: 'a check of every response',
      args: [],
      one: { ...check, id: 'answers-echo' },
      want: '--only checks --seed 7',
    },
    {
      of: 'a run with test data and choices of its own',
      args: ['--numbers=1-9', '--check', 'a', 'b', '--seed', '1', '--quiet', '--report', 'r'],
      one: check,
      want: '--numbers 1-9 --check taken --seed 7',
    },
    {
      of: 'a run with secrets',
      args: ['--token', 'secret', '--second-token=secret', '--header', 'X-Key: secret'],
      one: check,
      want: '--token "$TOKEN" --second-token "$SECOND_TOKEN" --header "X-Key: $X_KEY" --check taken --seed 7',
    },
    {
      of: 'a run with words that a shell would split',
      args: ['--spec', "it's a spec.yaml"],
      one: check,
      want: `--spec 'it'\\''s a spec.yaml' --check taken --seed 7`,
    },
  ] as const)('of $of ends with $want', ({ args, one, want }) => {
    const repeat = createRepeat([...provider, ...args], 'verify', undefined);
    expect(repeat(one, 7)).toBe(`npm run verify -- --provider http://x ${want}`);
  });

  test('names the replay file of an exploration, or its seed without reports', () => {
    const explored = {
      id: 'exploration-desks',
      layer: 'exploration',
      replay: { collection: '/desks', steps: [] },
    } as const;
    const [withReports, without] = ['reports', undefined].map((dir) =>
      createRepeat(provider, undefined, dir)(explored, 7),
    );
    expect(withReports).toBe(
      'npx data-api-verify --provider http://x --replay reports/replay-exploration-desks.json',
    );
    expect(without).toBe('npx data-api-verify --provider http://x --only exploration --seed 7');
  });
});
