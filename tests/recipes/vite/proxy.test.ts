import { startMock } from 'data-api-contract/mocks';
import { createServer, type ProxyOptions } from 'vite';
import { expect, test } from 'vitest';
import config from './vite.config.ts';

test('the development server of Vite forwards /api to the mock', async () => {
  await using mock = await startMock();
  // As printed, but for the port.
  const proxy = Object.entries(config.server?.proxy ?? {}).map(([path, how]) => [
    path,
    { ...(how as ProxyOptions), target: mock.url },
  ]);
  const vite = await createServer({
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', proxy: Object.fromEntries(proxy) },
  });
  try {
    await vite.listen();
    const address = vite.httpServer?.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await fetch(`http://127.0.0.1:${port}/api/melodies/personal`, {
      headers: { Authorization: 'my-token' },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([{ id: 77 }]);
  } finally {
    await vite.close();
  }
});
