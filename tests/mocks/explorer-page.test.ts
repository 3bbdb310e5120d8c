import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { rawRequest, sendRaw } from './raw-client.ts';
import { expectRefusal } from './refusal.ts';

const built = fileURLToPath(new URL('../../mocks/explorer/dist/_mock/', import.meta.url));
const script = readdirSync(`${built}assets`).find((name) => /^index-.*\.js$/.test(name)) ?? '';
const browser = { accept: 'text/html,*/*' };

let mock: Mock;
let url: string;
beforeAll(async () => {
  mock = await createMock({ controlToken: 'sesame' });
  url = await mock.listen();
});
afterAll(() => mock.close());

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers });

describe('the files of the explorer', () => {
  test.each(['/_mock', '/_mock/'])('a browser gets the page at %s', async (path) => {
    const page = await ask(path, browser);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html;charset=utf-8');
    expect(await page.text()).toContain(script);
  });

  test('other clients get links at /_mock/', async () => {
    const links = await ask('/_mock/', { accept: 'application/json' });
    expect(await links.json()).toMatchObject({ contract: mock.contract.title });
  });

  test('the page needs no control token, but its data does', async () => {
    expect((await ask(`/_mock/assets/${script}`)).status).toBe(200);
    expect((await ask('/_mock/contract')).status).toBe(403);
    expect((await ask('/_mock/contract', { 'x-control-token': 'sesame' })).status).toBe(200);
  });

  test('the page may load nothing from another origin, and no site may frame it', async () => {
    const policy = (await ask('/_mock/', browser)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("frame-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('the documentation has an origin of its own, and only the explorer may frame it', async () => {
    const page = await ask('/_mock/documentation.html', browser);
    expect(await page.text()).toContain('Loading the documentation');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('connect-src');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toMatch(/; sandbox allow-scripts$/);
  });

  test('the frame of the documentation, whose origin is null, may load the assets', async () => {
    const headers = { origin: 'null', 'sec-fetch-site': 'cross-site' };
    const asset = await ask(`/_mock/assets/${script}`, headers);
    expect(asset.status).toBe(200);
    expect(asset.headers.get('access-control-allow-origin')).toBe('*');
    expect((await ask('/_mock/contract', headers)).status).toBe(403);
    expect((await ask('/_mock/contract', { ...headers, 'x-control-token': 'sesame' })).status).toBe(
      403,
    );
  });

  test.each([
    '/_mock/assets/nothing.js',
    '/_mock/assets/..%2f..%2f..%2f..%2f..%2fpackage.json',
    '/_mock/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fvite.config.ts',
    '/_mock/assets/../../../../package.json',
  ])('the file %s is refused', async (path) => {
    const [head = ''] = rawRequest('GET', path, []);
    const answer = await sendRaw(url, [head]);
    expect([403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/dependencies|defineConfig/);
  });

  test('a page of another origin is refused', async () => {
    const headers = ['Origin: https://evil.example'];
    const [head = ''] = rawRequest('GET', '/_mock/', headers);
    expectRefusal(await sendRaw(url, [head]), 403, 'control-refused');
  });
});
