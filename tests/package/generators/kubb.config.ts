import { defineConfig } from '@kubb/core';
import { pluginClient } from '@kubb/plugin-client';
import { pluginOas } from '@kubb/plugin-oas';
import { pluginTs } from '@kubb/plugin-ts';
import { pluginZod } from '@kubb/plugin-zod';

export default defineConfig({
  root: '.',
  input: { path: 'openapi.json' },
  output: { path: 'generated/kubb', format: false },
  plugins: [
    pluginOas({ generators: [] }),
    pluginTs(),
    pluginZod({
      version: '4',
      transformers: {
        // kubb 4 takes host names and IP addresses for URLs, and drops the limits of their length.
        schema: ({ schema }, parts) =>
          /^(hostname|ipv[46])$/.test(schema?.format ?? '')
            ? parts.map((part) => (part.keyword === 'url' ? { keyword: 'string' } : part))
            : undefined,
      },
    }),
    // Its client for fetch sends JSON as text/plain.
    pluginClient({ client: 'axios' }),
  ],
});
