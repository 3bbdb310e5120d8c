import { expect, test } from 'vitest';
import { attempt } from './command.ts';

test('the mock passes its tests of validation, generation and negotiation with the bundled Prism', async () => {
  const parts = ['prism', 'agreement', 'any-document', 'parameters', 'form', 'response-types'];
  const { code, stdout, stderr } = await attempt('.', 'node_modules/.bin/vitest', [
    'run',
    '--config',
    'tests/package/prism.config.ts',
    ...parts.map((part) => `tests/mocks/${part}`),
  ]);
  expect(stdout + stderr).toContain('Test Files  8 passed (8)');
  expect(code).toBe(0);
});
