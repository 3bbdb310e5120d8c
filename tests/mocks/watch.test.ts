import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchFiles } from '../../mocks/cli/watch-files.ts';
import { escapeRegExp } from '../../spec/shared/text.ts';
import { type RunningCommand, startCommand } from './command.ts';

// Two busy cores take their time.
const patiently = { timeout: 20_000 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-watch-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('watching files', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** Watches, and keeps each call until it is let go. */
  function watch(files: () => readonly string[]) {
    const calls: (() => void)[] = [];
    stops.push(watchFiles(files, () => new Promise<void>((resolve) => void calls.push(resolve))));
    return calls;
  }

  test('watching reports one change at a time, and loses none', async () => {
    const file = join(folder, 'openapi.yaml');
    await writeFile(file, 'first');
    const calls = watch(() => [file]);
    await writeFile(file, 'second');
    await expect.poll(() => calls.length, patiently).toBe(1);
    await writeFile(file, 'third');
    // A second file tells when the watcher has seen the third text and had to wait.
    const other = join(folder, 'other.yaml');
    const others = watch(() => [other]);
    await writeFile(other, 'x');
    await expect.poll(() => others.length, patiently).toBe(1);
    expect(calls).toHaveLength(1);
    calls[0]?.();
    await expect.poll(() => calls.length, patiently).toBe(2);
  });

  test('watching follows the files that a change has named, in other folders too', async () => {
    const [first, second] = [join(folder, 'a', 'x.yaml'), join(folder, 'b', 'y.yaml')];
    for (const name of ['a', 'b']) await mkdir(join(folder, name));
    await writeFile(first, 'x');
    let files = [first];
    const calls = watch(() => files);
    files = [first, second, join(folder, 'nowhere', 'z.yaml')];
    await writeFile(first, 'xx');
    await expect.poll(() => calls.length, patiently).toBe(1);
    calls[0]?.();
    await Promise.resolve();
    await writeFile(second, 'yy');
    await expect.poll(() => calls.length, patiently).toBe(2);
  });

  test.each([
    { title: 'the file', file: 'openapi.yaml', links: { 'openapi.yaml': 'v1/openapi.yaml' } },
    {
      title: 'a folder on the way to it, as in a ConfigMap',
      file: 'openapi.yaml',
      links: { 'openapi.yaml': '..data/openapi.yaml', '..data': 'v1' },
    },
    { title: 'a folder above it', file: 'current/openapi.yaml', links: { current: 'v1' } },
  ])('watching sees that a link is swapped that is $title', async ({ file, links }) => {
    for (const version of ['v1', 'v2']) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'openapi.yaml'), version);
    }
    for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, name));
    const calls = watch(() => [join(folder, file)]);
    const [name = '', target = ''] = Object.entries(links).at(-1) ?? [];
    await symlink(target.replace('v1', 'v2'), join(folder, 'new'));
    await rename(join(folder, 'new'), join(folder, name));
    await expect.poll(() => calls.length, patiently).toBe(1);
    calls[0]?.();
    await Promise.resolve();
    await writeFile(join(folder, 'v2', 'openapi.yaml'), 'v3');
    await expect.poll(() => calls.length, patiently).toBe(2);
  });
});

describe('--watch', () => {
  const melodies = '/melodies/personal';
  const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
  let command: RunningCommand;
  let spec: string;
  let document: string;
  let url: string;

  beforeEach(async () => {
    await cp('spec', folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    spec = join(folder, 'openapi.yaml');
    document = await readFile(spec, 'utf8');
    command = startCommand('--port', '0', '--watch', '--spec', spec);
    url = await command.url();
  });
  afterEach(() => command.stop('SIGKILL'));

  /** The document as it would be if melodies could come from the radio. */
  const withRadio = (text: string) =>
    text.replaceAll('[client, system]', '[client, system, radio]');

  async function send(path: string, method = 'GET', body?: unknown) {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: 'a', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse((await answer.text()) || 'null') };
  }

  const takenUp = () => command.line(/^Reloaded .*openapi\.yaml\.$/);
  // A file that is still being written may be read, too, and has a line of its own.
  const keptOld = (says = '') =>
    command.line(new RegExp(`^Still serving the old contract: .*${escapeRegExp(says)}`));

  test('--watch loads a changed document, and keeps state, switches and faults', async () => {
    await send(melodies, 'POST', rule);
    await send('/_mock/switches', 'PUT', { D9: 'empty-array' });
    await send('/_mock/accounts/me/switches', 'PUT', { D18: 'mask' });
    await send('/_mock/faults/editSipNumber', 'PUT', { status: 503 });
    const radio = { ...rule, number_capacity_ids: [2], source_type: 'radio' };
    expect((await send(melodies, 'POST', radio)).status).toBe(422);
    await writeFile(spec, withRadio(document));
    await takenUp();
    expect(await send(melodies, 'POST', radio)).toMatchObject({ status: 200, body: { id: 84 } });
    expect(await send(melodies, 'POST', rule)).toMatchObject({
      status: 409,
      body: { conflicts: [{ owner: 83 }] },
    });
    expect((await send(melodies)).body).toMatchObject([
      { id: 77, employee_group_ids: [] },
      { id: 83, source_type: 'system' },
      { id: 84, source_type: 'radio' },
    ]);
    const sip = { id: 608, purpose: 'company', password: 'hunter2' };
    expect((await send('/numbers/virtual-number/608', 'PUT', sip)).status).toBe(503);
    await send('/_mock/faults/editSipNumber', 'PUT', { delay: 0 });
    expect((await send('/numbers/virtual-number/608', 'PUT', sip)).body).toMatchObject({
      password: '********',
    });
    expect((await send('/_mock/journal?status=409')).body).toHaveLength(1);
    expect(await command.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('--watch applies a new rule to what is already stored', async () => {
    await send(melodies, 'POST', rule);
    const unique = `      x-unique:
        - name: one-rule-per-media
          by: [/media_id]
          message: Media {value} already belongs to rule {owner}.
`;
    await writeFile(spec, document.replace('      x-unique:\n', unique));
    await takenUp();
    const seed = { [melodies]: { items: [{ id: 5, source_type: 'system', media_id: 50 }] } };
    const before = (await send(melodies)).body;
    expect(await send('/_mock/accounts/me/seed', 'POST', seed)).toMatchObject({
      status: 409,
      body: { rule: 'one-rule-per-media' },
    });
    expect(before).toHaveLength(2);
    expect((await send(melodies)).body).toEqual(before);
    expect(await send(melodies, 'POST', { ...rule, number_capacity_ids: [2] })).toMatchObject({
      status: 409,
      body: { rule: 'one-rule-per-media' },
    });
  });

  test('--watch applies a new switch to an existing account', async () => {
    await send(melodies);
    const doubts = join(folder, 'doubts.yaml');
    const text = await readFile(doubts, 'utf8');
    await writeFile(doubts, text.replaceAll('empty-array:', 'nothing:'));
    await takenUp();
    expect((await send('/_mock/accounts/me/switches', 'PUT', { D9: 'nothing' })).status).toBe(200);
    expect((await send(melodies)).body).toMatchObject([{ employee_group_ids: [] }]);
  });

  test('--watch loads a document that replaces the old one, as many editors save', async () => {
    for (const text of [withRadio(document), document]) {
      await writeFile(join(folder, 'new.yaml'), text);
      await rename(join(folder, 'new.yaml'), spec);
      await takenUp();
    }
    expect((await send(melodies, 'POST', { ...rule, source_type: 'radio' })).status).toBe(422);
  });

  test('--watch applies a new initial state to new accounts only', async () => {
    await send(melodies);
    const initial = join(folder, 'initial.yaml');
    await writeFile(initial, `${melodies}: { items: [] }\n`);
    await takenUp();
    expect((await send(melodies)).body).toHaveLength(1);
    const fresh = await fetch(url + melodies, { headers: { authorization: 'fresh' } });
    expect(await fresh.json()).toEqual([]);
  });

  test('--watch keeps serving the old contract while the new one is defective, and says why', async () => {
    await send(melodies, 'POST', rule);
    const defects = [
      { text: document.replace('paths:', 'paths: {'), says: 'not readable as YAML' },
      { text: '', says: 'this is not an OpenAPI document' },
      { text: document.replace('/number_capacity_ids/*', '/nothing/*'), says: '/nothing' },
      { text: document.replace('x-doubt: [D16]', 'x-doubt: [D99]'), says: 'D99' },
    ];
    for (const { text, says } of defects) {
      await writeFile(spec, text);
      expect(await keptOld(says)).toContain('.yaml');
      expect((await send(melodies)).body).toHaveLength(2);
    }
    await writeFile(spec, withRadio(document));
    await takenUp();
    const radio = { ...rule, number_capacity_ids: [2], source_type: 'radio' };
    expect((await send(melodies, 'POST', radio)).status).toBe(200);
    expect(await command.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('--watch survives a file that is half written, gone, or not there yet', async () => {
    const half = Math.floor(document.length / 2);
    const changed = withRadio(document);
    const handle = await open(spec, 'w');
    await handle.write(changed.slice(0, half));
    await keptOld();
    await handle.write(changed.slice(half));
    await handle.close();
    await takenUp();
    await rm(spec);
    await keptOld('there is no such file');
    await writeFile(spec, document.replace('doubts: doubts.yaml', 'doubts: others.yaml'));
    await keptOld('others.yaml: there is no such file');
    await cp(join(folder, 'doubts.yaml'), join(folder, 'others.yaml'));
    await takenUp();
    expect((await send(melodies, 'POST', rule)).status).toBe(200);
    expect(await command.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('--watch loads the last of many rapid changes', async () => {
    for (let i = 0; i <= 20; i++) {
      await writeFile(spec, document.replace('title: Virtual PBX', `title: Change ${i} of`));
    }
    const title = async () => (await send('/_mock/health')).body.contract;
    await expect.poll(title, patiently).toBe('Change 20 of Data API');
  });
});
