import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Ways } from './behaviour.ts';
import { Client, field, ruleBody, sipBody } from './client.ts';
import { demonstrate, faults, invisible, lawful, type Provider, startProvider } from './index.ts';

/** Runs something with a new provider, and closes it. */
async function withProvider<T>(ways: Ways, use: (provider: Provider) => Promise<T>): Promise<T> {
  const provider = await startProvider(ways);
  try {
    return await use(provider);
  } finally {
    await provider.close();
  }
}

const lawfully = <T>(use: (api: Client, second: Client) => Promise<T>) =>
  withProvider({}, ({ url, tokens }) =>
    use(new Client(url, tokens.first), new Client(url, tokens.second)),
  );

describe('the lawful provider', () => {
  const rule = { numbers: [352, 446, 448], groups: [93, 103] };
  const printed = {
    number_capacity_ids: [352, 446, 448],
    employee_group_ids: [93, 103],
    source_type: 'system',
    media_id: 50,
  };

  test('returns the documented examples as printed', () =>
    lawfully(async (api) => {
      expect((await api.add(rule)).json).toEqual({ ...printed, id: 83 });
      await api.remove(83);
      expect((await api.edit(77, rule)).json).toEqual({ ...printed, id: 77 });
      expect((await api.sip()).json).toEqual(sipBody);
    }));

  test('lists null for an empty list, and returns the id of a deleted rule', () =>
    lawfully(async (api) => {
      expect((await api.list()).json).toEqual([
        { ...ruleBody({ numbers: [250, 256, 258] }), employee_group_ids: null, id: 77 },
      ]);
      expect((await api.remove(77)).json).toEqual({ id: 77 });
      expect((await api.list()).json).toEqual([]);
    }));

  test('refuses claimed numbers and groups, and stores nothing of the request (U1-U3, U9, U12)', () =>
    lawfully(async (api) => {
      await api.add({ numbers: [1000], groups: [2000] });
      const before = (await api.list()).text;
      for (const taken of [
        { numbers: [1000] },
        { groups: [2000] },
        { numbers: [1001, 1000, 1002] },
        { numbers: [1001], groups: [2001, 2000] },
        { numbers: [1000], source: 'client', media: 51 },
      ])
        expect((await api.add(taken)).status).toBe(409);
      expect((await api.list()).text).toBe(before);
      expect((await api.add({ numbers: [1001, 1002], groups: [2001] })).status).toBe(200);
    }));

  test('refuses an edit to claimed ids and keeps what the rule held (U4, U12)', () =>
    lawfully(async (api) => {
      await api.add({ numbers: [1000], groups: [2000] });
      const id = await api.addForId({ numbers: [1001], groups: [2001] });
      const before = (await api.list()).text;
      expect((await api.edit(id, { numbers: [1002, 1000] })).status).toBe(409);
      expect((await api.edit(id, { groups: [2000] })).status).toBe(409);
      expect((await api.list()).text).toBe(before);
      expect((await api.add({ numbers: [1001] })).status).toBe(409);
      expect((await api.add({ groups: [2001] })).status).toBe(409);
      expect((await api.add({ numbers: [1002] })).status).toBe(200);
    }));

  test('lets a rule keep its own ids, frees released ones, and claims new ones (U5, U6, U10)', () =>
    lawfully(async (api) => {
      const id = await api.addForId({ numbers: [1000, 1001], groups: [2000] });
      expect((await api.edit(id, { numbers: [1000, 1002], media: 51 })).status).toBe(200);
      expect((await api.add({ numbers: [1001], groups: [2000] })).status).toBe(200);
      expect((await api.add({ numbers: [1000] })).status).toBe(409);
      expect((await api.add({ numbers: [1002] })).status).toBe(409);
    }));

  test('distinguishes numbers from groups, and frees all ids of a deleted rule (U7, U8)', () =>
    lawfully(async (api) => {
      const id = await api.addForId({ numbers: [5], groups: [6] });
      expect((await api.add({ numbers: [6], groups: [5] })).status).toBe(200);
      await api.remove(id);
      expect((await api.add({ numbers: [5], groups: [6] })).status).toBe(200);
    }));

  test('accepts one of eight equal simultaneous adds (U11)', () =>
    lawfully(async (api) => {
      const adds = Array.from({ length: 8 }, () => api.add({ numbers: [1000], groups: [2000] }));
      const statuses = (await Promise.all(adds)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array<number>(7).fill(409)]);
    }));

  test('separates accounts (U13), and refuses unknown tokens', () =>
    lawfully(async (api, second) => {
      const id = await api.addForId({ numbers: [1000] });
      expect((await second.add({ numbers: [1000] })).status).toBe(200);
      expect((await second.edit(id, { numbers: [1001] })).status).toBe(404);
      expect((await second.remove(id)).status).toBe(404);
      expect((await api.as(undefined).list()).status).toBe(401);
      expect((await api.as('token-three').list()).status).toBe(401);
    }));

  test('refuses malformed requests', () =>
    lawfully(async (api) => {
      const path = '/melodies/personal';
      const good = ruleBody({ numbers: [1000] });
      expect((await api.send('POST', path, '{')).status).toBe(400);
      expect((await api.send('POST', path, good, 'text/plain')).status).toBe(415);
      for (const wrong of [
        { media_id: undefined },
        { media_id: '50' },
        { source_type: 'robot' },
        { number_capacity_ids: [] },
        { number_capacity_ids: [1000, 1000] },
        { employee_group_ids: null },
        { colour: 'red' },
      ])
        expect((await api.send('POST', path, { ...good, ...wrong })).status).toBe(422);
      expect((await api.send('PUT', `${path}/77`, { ...good, id: 78 })).status).toBe(422);
      expect((await api.edit(999, { numbers: [1000] })).status).toBe(404);
      expect((await api.sip({ server_port: 0 })).status).toBe(422);
      expect(field((await api.sip({ server_port: '5060' })).json, 'server_port')).toBe('5060');
    }));
});

describe('the tables of example providers', () => {
  test('have unique ids', () => {
    for (const table of [lawful, faults, invisible]) {
      const ids = table.map(({ id }) => id);
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
      expect(ids.filter((id) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
    }
  });

  test('have at least as many entries as promised', () => {
    expect(lawful.length).toBeGreaterThanOrEqual(30);
    expect(faults.length).toBeGreaterThanOrEqual(90);
  });

  test('describe each entry in sentences', () => {
    const sentences = [
      ...[...lawful, ...faults, ...invisible].map(({ says }) => says),
      ...faults.map(({ mistake }) => mistake),
    ];
    expect(sentences.filter((text) => !/[.…”]$/.test(text))).toEqual([]);
  });

  test.each(Array.from({ length: 13 }, (_, at) => `U${at + 1}`))(
    'break %s in at least three ways',
    (rule) => {
      expect(faults.filter(({ breaks }) => breaks.includes(rule)).length).toBeGreaterThan(2);
    },
  );
});

describe.concurrent('each lawful way', () => {
  test.each(lawful)(
    'the lawful $id accepts the documented add, unless it says why not',
    async ({ ways, refusesExample, authorization }) => {
      const response = await withProvider(ways, ({ url, tokens }) => {
        const token = authorization === undefined ? tokens.first : (authorization ?? undefined);
        return new Client(url, token).add({ numbers: [352, 446, 448], groups: [93, 103] });
      });
      expect(response.accepted).toBe(refusesExample === undefined);
    },
  );

  test.each(lawful)(
    'the lawful $id lets at most one of two racing requests win',
    async ({ ways, authorization }) => {
      const responses = await withProvider(ways, async ({ url, tokens }) => {
        const token = authorization === undefined ? tokens.first : (authorization ?? undefined);
        const api = new Client(url, token);
        await api.add({ numbers: [1001], groups: [2001] });
        const id = await api.addForId({ numbers: [1003] });
        return Promise.all([
          api.add({ numbers: [1000, 1002] }),
          api.add({ numbers: [1004, 1000], media: 51 }),
          api.edit(id, { numbers: [1000, 1003] }),
          api.add({ groups: [2001] }),
        ]);
      });
      expect(responses.slice(0, 3).filter(({ accepted }) => accepted).length).toBeLessThan(2);
      expect(responses.filter(({ accepted, refused }) => !accepted && !refused)).toEqual([]);
      expect(responses[3]?.accepted).toBe(false);
    },
  );
});

describe.concurrent('each fault', () => {
  test.each(faults)('the fault $id shows in its provider', async (fault) => {
    let seen = false;
    for (let time = 0; !seen && time < (fault.race ? 30 : 1); time += 1)
      seen = await withProvider(fault.ways, (provider) => demonstrate(fault, provider));
    expect(seen).toBe(true);
  });

  test.each(faults)('the fault $id does not show in the lawful provider', async (fault) => {
    expect(await withProvider(fault.of ?? {}, (provider) => demonstrate(fault, provider))).toBe(
      false,
    );
  });
});

describe('the command that serves example providers', () => {
  const command = fileURLToPath(new URL('serve.ts', import.meta.url));

  test('lists all lawful providers and faults', () => {
    const { stdout, status } = spawnSync(process.execPath, [command, '--list'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(lawful.length + faults.length);
  });

  test('rejects an unknown id with one sentence and exit code 2', () => {
    const { stderr, status } = spawnSync(process.execPath, [command, '--fault', 'nothing'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('There is no fault nothing; --list shows them all.\n');
    expect(status).toBe(2);
  });

  test('prints its URL, serves, and ends on a signal', async () => {
    const child = spawn(process.execPath, [command, '--lawful', 'path-prefix']);
    const [line] = await once(child.stdout, 'data');
    const api = new Client(String(line).trim(), 'token-one');
    expect((await api.add({ numbers: [1000] })).accepted).toBe(true);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
