import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import webServer from './playwright/web-server.config.ts';

// The system's browser where there is one; otherwise the one that `playwright install` brings.
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

export default defineConfig(webServer, {
  testMatch: '*.spec.ts',
  workers: 2,
  use: {
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    },
  },
});
