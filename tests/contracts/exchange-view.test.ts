import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { verify } from '../../contracts/index.ts';
import { faults, type Provider, startProvider } from '../providers/index.ts';

const run = promisify(execFile);

/** Runs a script and returns the statuses that it prints, in order. */
async function statuses(script: string | undefined, provider: Provider): Promise<number[]> {
  const { stdout } = await run('bash', ['-c', script ?? 'exit 1'], {
    env: {
      PATH: process.env.PATH,
      PROVIDER: provider.url,
      TOKEN: provider.tokens.first,
      SECOND_TOKEN: provider.tokens.second,
    },
  });
  return [...stdout.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}

type Outcome = 'accepted' | 'refused';
const shown: { fault: string; check: string; lawful: Outcome[] }[] = [
  { fault: 'numbers-never-checked', check: 'number-taken-on-add', lawful: ['accepted', 'refused'] },
  {
    fault: 'no-check-on-edit',
    check: 'number-taken-on-edit',
    lawful: ['accepted', 'accepted', 'refused'],
  },
  {
    fault: 'edit-refuses-own-numbers',
    check: 'edit-unchanged',
    lawful: ['accepted', 'accepted'],
  },
  {
    fault: 'delete-frees-nothing',
    check: 'delete',
    lawful: ['accepted', 'accepted', 'accepted'],
  },
  { fault: 'no-token-needed-to-add', check: 'add-token-none', lawful: ['refused'] },
  { fault: 'any-token', check: 'add-token-unknown', lawful: ['refused'] },
];

test.each(shown)(
  'the script of $check shows $fault again, and runs cleanly at a lawful provider',
  async ({ fault, check, lawful }) => {
    const ways = faults.find(({ id }) => id === fault)?.ways;
    const [judged, again, right] = await Promise.all([
      startProvider(ways),
      startProvider(ways),
      startProvider(),
    ]);
    try {
      const { results } = await verify({
        provider: judged.url,
        token: judged.tokens.first,
        secondToken: judged.tokens.second,
        checks: [check],
        seed: 1,
      });
      const broken = results.find(({ outcome }) => outcome === 'broken');
      expect(broken?.id).toBe(check);
      const seen = broken?.exchanges.map(({ response }) => response?.status);
      expect(await statuses(broken?.script, again)).toEqual(seen);
      const outcomes = (await statuses(broken?.script, right)).map((status) =>
        status < 300 ? 'accepted' : 'refused',
      );
      expect(outcomes).toEqual(lawful);
    } finally {
      await Promise.all([judged.close(), again.close(), right.close()]);
    }
  },
);
