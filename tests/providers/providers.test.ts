import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Ways } from './behaviour.ts';
import { Client, field, ruleBody, sipBody } from './client.ts';
import { demonstrate, faults, invisible, lawful, type Provider, startProvider } from './index.ts';

/** Runs something with a fresh provider, and closes it. */
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

  test('answers the documented examples as they are printed', () =>
    lawfully(async (api) => {
      expect((await api.add(rule)).json).toEqual({ ...printed, id: 83 });
      await api.remove(83);
      expect((await api.edit(77, rule)).json).toEqual({ ...printed, id: 77 });
      expect((await api.sip()).json).toEqual(sipBody);
    }));

  test('lists null for an empty list, and answers a deletion with the id', () =>
    lawfully(async (api) => {
      expect((await api.list()).json).toEqual([
        { ...ruleBody({ numbers: [250, 256, 258] }), employee_group_ids: null, id: 77 },
      ]);
      expect((await api.remove(77)).json).toEqual({ id: 77 });
      expect((await api.list()).json).toEqual([]);
    }));

  test('refuses claimed numbers and groups, and keeps nothing of the request (U1-U3, U9, U12)', () =>
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
      const id = await api.made({ numbers: [1001], groups: [2001] });
      const before = (await api.list()).text;
      expect((await api.edit(id, { numbers: [1002, 1000] })).status).toBe(409);
      expect((await api.edit(id, { groups: [2000] })).status).toBe(409);
      expect((await api.list()).text).toBe(before);
      expect((await api.add({ numbers: [1001] })).status).toBe(409);
      expect((await api.add({ groups: [2001] })).status).toBe(409);
      expect((await api.add({ numbers: [1002] })).status).toBe(200);
    }));

  test('lets a rule keep its own, frees what it lets go of, and claims the rest (U5, U6, U10)', () =>
    lawfully(async (api) => {
      const id = await api.made({ numbers: [1000, 1001], groups: [2000] });
      expect((await api.edit(id, { numbers: [1000, 1002], media: 51 })).status).toBe(200);
      expect((await api.add({ numbers: [1001], groups: [2000] })).status).toBe(200);
      expect((await api.add({ numbers: [1000] })).status).toBe(409);
      expect((await api.add({ numbers: [1002] })).status).toBe(409);
    }));

  test('tells numbers from groups, and frees all of a deleted rule (U7, U8)', () =>
    lawfully(async (api) => {
      const id = await api.made({ numbers: [5], groups: [6] });
      expect((await api.add({ numbers: [6], groups: [5] })).status).toBe(200);
      await api.remove(id);
      expect((await api.add({ numbers: [5], groups: [6] })).status).toBe(200);
    }));

  test('accepts one of eight equal adds at the same moment (U11)', () =>
    lawfully(async (api) => {
      const adds = Array.from({ length: 8 }, () => api.add({ numbers: [1000], groups: [2000] }));
      const statuses = (await Promise.all(adds)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array<number>(7).fill(409)]);
    }));

  test('keeps accounts apart (U13), and refuses other tokens', () =>
    lawfully(async (api, second) => {
      const id = await api.made({ numbers: [1000] });
      expect((await second.add({ numbers: [1000] })).status).toBe(200);
      expect((await second.edit(id, { numbers: [1001] })).status).toBe(404);
      expect((await second.remove(id)).status).toBe(404);
      expect((await api.as(undefined).list()).status).toBe(401);
      expect((await api.as('token-three').list()).status).toBe(401);
    }));

  test('refuses what it cannot read', () =>
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

describe('the tables', () => {
  test('have each id once', () => {
    for (const table of [lawful, faults, invisible]) {
      const ids = table.map(({ id }) => id);
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
      expect(ids.filter((id) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
    }
  });

  test('are as long as was promised', () => {
    expect(lawful.length).toBeGreaterThanOrEqual(30);
    expect(faults.length).toBeGreaterThanOrEqual(90);
  });

  test('say what they are in sentences', () => {
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
  test.each(lawful)('$id', async ({ ways, refusesExample, authorization }) => {
    const answer = await withProvider(ways, ({ url, tokens }) => {
      const token = authorization === undefined ? tokens.first : (authorization ?? undefined);
      return new Client(url, token).add({ numbers: [352, 446, 448], groups: [93, 103] });
    });
    expect(answer.accepted).toBe(refusesExample === undefined);
  });

  test.each(lawful)('$id lets one of two win, or none', async ({ ways, authorization }) => {
    const answers = await withProvider(ways, async ({ url, tokens }) => {
      const token = authorization === undefined ? tokens.first : (authorization ?? undefined);
      const api = new Client(url, token);
      await api.add({ numbers: [1001], groups: [2001] });
      const id = await api.made({ numbers: [1003] });
      return Promise.all([
        api.add({ numbers: [1000, 1002] }),
        api.add({ numbers: [1004, 1000], media: 51 }),
        api.edit(id, { numbers: [1000, 1003] }),
        api.add({ groups: [2001] }),
      ]);
    });
    expect(answers.slice(0, 3).filter(({ accepted }) => accepted).length).toBeLessThan(2);
    expect(answers.filter(({ accepted, refused }) => !accepted && !refused)).toEqual([]);
    expect(answers[3]?.accepted).toBe(false);
  });
});

describe.concurrent('each fault', () => {
  test.each(faults)('$id misbehaves', async (fault) => {
    let seen = false;
    for (let time = 0; !seen && time < (fault.race ? 30 : 1); time += 1)
      seen = await withProvider(fault.ways, (provider) => demonstrate(fault, provider));
    expect(seen).toBe(true);
  });

  test.each(faults)('$id is not seen in the lawful provider', async (fault) => {
    expect(await withProvider({}, (provider) => demonstrate(fault, provider))).toBe(false);
  });
});

describe('the command', () => {
  const command = fileURLToPath(new URL('serve.ts', import.meta.url));

  test('lists all ways and faults', () => {
    const { stdout, status } = spawnSync(process.execPath, [command, '--list'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(lawful.length + faults.length);
  });

  test('answers an unknown id with one sentence and exit code 2', () => {
    const { stderr, status } = spawnSync(process.execPath, [command, '--fault', 'nothing'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('There is no fault nothing; --list shows them all.\n');
    expect(status).toBe(2);
  });

  test('prints its URL, serves, and ends with a signal', async () => {
    const child = spawn(process.execPath, [command, '--lawful', 'path-prefix']);
    const [line] = await once(child.stdout, 'data');
    const api = new Client(String(line).trim(), 'token-one');
    expect((await api.add({ numbers: [1000] })).accepted).toBe(true);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
