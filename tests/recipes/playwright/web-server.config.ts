import { defineConfig } from '@playwright/test';

export default defineConfig({
  webServer: {
    command: 'npx data-api-mock --port 0',
    // The URL in its first line is process.env.MOCK_URL from then on.
    wait: { stdout: / on (?<mock_url>http:\S+)/ },
  },
});
