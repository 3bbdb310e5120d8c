import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startProvider } from '../../providers/index.ts';

const headers = { authorization: 'token-one' };

test.each(['SIGKILL', 'SIGINT'] as const)(
  'a test runner that is ended by %s leaves nothing behind in the account',
  { timeout: 120_000 },
  async (signal) => {
    let additions = 0;
    const provider = await startProvider({
      async around(_db, { method }, next) {
        const reply = await next();
        // Before the verifier hears that something was added.
        if (method === 'POST' && additions++ === 0) runner.kill(signal);
        return reply;
      },
    });
    const list = async () => (await fetch(`${provider.url}/melodies/personal`, { headers })).json();
    const before = await list();
    const fixture = ['tests/contracts/runner/killed.fixture.ts', provider.url];
    const stdio = ['ignore', 'ignore', 'pipe'] as const;
    const runner = spawn(process.execPath, fixture, { stdio: [...stdio] });
    runner.stderr.resume();
    // Whatever the runner started has its standard error, too.
    await once(runner, 'close');
    expect(additions).toBe(1);
    expect(await list()).toEqual(before);
    await provider.close();
  },
);
