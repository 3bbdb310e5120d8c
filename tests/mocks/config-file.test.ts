import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCommand } from '../../mocks/cli/command-line.ts';
import { type RunningCommand, startCommandIn } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const running = new Set<RunningCommand>();
afterEach(async () => {
  for (const one of running) await one.stop('SIGKILL');
  running.clear();
});

/** Starts the command in a folder of its own, with a file. */
async function startBeside(name: string, text: string, ...args: string[]) {
  const own = await mkdtemp(join(folder, 'own-'));
  await writeFile(join(own, name), text);
  const command = startCommandIn(own, ...args);
  running.add(command);
  return { ...command, own };
}

const values: Record<string, unknown> = {
  number: 8,
  address: '127.0.0.1',
  file: 'some.yaml',
  'file|url': 'state.db',
  'name=file': ['two=two.yaml', 'odd=some=odd.yaml'],
  'doubt=value': ['D9=empty-array', 'D25=omit'],
  ms: 5,
  form: 'json',
  text: 'cat',
  boolean: false,
  token: 't',
  path: '/api',
  url: 'http://127.0.0.1:1',
};

describe('a config file', () => {
  test('takes every option of the command, as the command line does', async () => {
    const { options } = createCommand(async () => {});
    const own = await mkdtemp(join(folder, 'every-'));
    for (const { long = '', flags, required, optional } of options) {
      const name = long.slice(2);
      // Without its partner, the certificate is refused.
      if (/^(config|cert|key)$/.test(name)) continue;
      const kind = /[<[](.*?)[>\]]/.exec(flags)?.[1] ?? '';
      const value = required || optional ? values[kind] : true;
      const path = join(own, `${name}.yaml`);
      await writeFile(path, JSON.stringify({ [name]: value }));
      // Paths are relative to the file.
      const start = /^file(\|url)?$/.test(kind) ? /^/ : kind === 'name=file' ? /(?<=^\w+=)/ : /$^/;
      const written = [value]
        .flat()
        .flatMap((one) => [long, String(one).replace(start, `${own}/`)]);
      const read = await parse('--config', path);
      const given = await parse(...(required || optional ? written : [long]));
      expect({ ...read, config: undefined }, name).toEqual(given);
    }
  });

  test('called data-api-mock.yaml is read in the working directory, and a line says so', async () => {
    const { line, url } = await startBeside('data-api-mock.yaml', 'port: 0\nprefix: /api\n');
    const at = await url();
    await line(/^Options from data-api-mock\.yaml\.$/);
    expect(at).toMatch(/\/api$/);
    const answer = await fetch(`${at}/employee`, { headers: { authorization: 'a' } });
    expect(answer.status).toBe(200);
  });

  test('named by --config is read in place of that one, its paths relative to it', async () => {
    const { own, ended } = await startBeside('data-api-mock.yaml', 'nonsense: true\n');
    expect((await ended).code).toBe(2);
    await mkdir(join(own, 'sub'));
    const text = 'port: 0\nspec: desks.yaml\n';
    await writeFile(join(own, 'sub/other.yaml'), text);
    const command = startCommandIn(own, '--config', 'sub/other.yaml');
    const { code, stderr } = await command.ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      `sub/desks.yaml: there is no such file; name a file that exists and is readable.\n`,
    );
  });

  test('gives way to the command line and the environment', async () => {
    const path = join(folder, 'both.yaml');
    await writeFile(
      path,
      'port: 1\nhost: 127.0.0.2\nswitch: D9=empty-array\ncontrol-token: file\n',
    );
    vi.stubEnv('DATA_API_MOCK_CONTROL_TOKEN', 'environment');
    // The port is the usual one, but written.
    const read = await parse('--config', path, '--port', '4010', '--switch', 'D25=omit');
    vi.unstubAllEnvs();
    expect(read).toMatchObject({
      port: 4010,
      host: '127.0.0.2',
      mock: { switches: { D25: 'omit' }, controlToken: 'environment' },
    });
  });

  test('is as mocks/README.md prints it', async () => {
    const page = await readFile(new URL('../../mocks/README.md', import.meta.url), 'utf8');
    const [, printed = ''] = /A file of options.*?```yaml\n(.*?)```/s.exec(page) ?? [];
    const path = join(folder, 'printed.yaml');
    await writeFile(path, printed);
    expect(await parse('--config', path)).toMatchObject({
      mock: { prefix: '/api', auth: false, switches: { D9: 'empty-array', D25: 'omit' } },
    });
  });

  test('may hold nothing but comments', async () => {
    const path = join(folder, 'empty.yaml');
    await writeFile(path, '# port: 8080\n');
    expect(await parse('--config', path)).toMatchObject({ port: 4010 });
  });
});

test.each([
  ['port: 0\nprefx: /api', 'wrong.yaml:2: there is no option "prefx"; perhaps prefix is meant.'],
  ['config: a', 'wrong.yaml:1: there is no option "config"; use port, host, spec,'],
  ['controlToken: a', 'wrong.yaml:1: there is no option "controlToken"; perhaps control-token is'],
  [
    '\nport: http',
    'wrong.yaml:2: The value "http" of -p, --port <number> is wrong: a port is a whole',
  ],
  ['port: [1, 2]', 'wrong.yaml:1: "port" takes one value, not a list; write it without brackets.'],
  ['port:', 'wrong.yaml:1: "port" has no usable value; write text, a number or a list of them.'],
  ['switch: { D9: null }', 'wrong.yaml:1: "switch" has no usable value;'],
  ['log: loud', 'wrong.yaml:1: The value "loud" of --log <form> is wrong: allowed choices are'],
  ['watch: 1', 'wrong.yaml:1: "watch" is neither true nor false; write one of them.'],
  ['spec: ""', 'wrong.yaml:1: The value "" of --spec <file> is wrong: it must not be empty.'],
  ['store: sqlite:state.db', 'The store is a file of SQLite such as state.db, or a URL such as'],
  ['- port', 'wrong.yaml:1: this has no options; write each in a line, as in'],
  ['port: {', 'wrong.yaml:1: not readable as YAML'],
])('the file %j is a mistake that ends with exit code 2 and one sentence', async (text, says) => {
  const { ended } = await startBeside('wrong.yaml', text, '--config', 'wrong.yaml');
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/^\S.*[^.]\.\n$/);
});

/** Parses a command line as the command does; returns what it would serve. */
async function parse(...args: string[]): Promise<object> {
  let given: object = {};
  const command = createCommand(async (options) => {
    given = options;
  });
  await command.exitOverride().parseAsync(args, { from: 'user' });
  return given;
}
