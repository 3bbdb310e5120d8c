import { defineConfig } from 'vite';

export default defineConfig({
  server: {
    proxy: {
      // fetch('/api/melodies/personal') reaches the mock as /melodies/personal.
      '/api': {
        target: 'http://127.0.0.1:4010',
        rewrite: (path) => path.replace(/^\/api/, ''),
      },
    },
  },
});
