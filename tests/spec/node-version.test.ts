import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import nodeFault from '../../spec/command/node-version.cjs';

test.each(['8.17.0', '20.20.2', '22.18.0'])('Node.js %s is refused in a sentence', (version) => {
  expect(nodeFault('data-api-mock', version)).toBe(
    `data-api-mock needs Node.js 22.19 or newer, and this is ${version}; install a newer one.`,
  );
});

test.each(['22.19.0', '22.23.3', '24.0.0', '26.1.0'])('Node.js %s is supported', (version) => {
  expect(nodeFault('data-api-mock', version)).toBeUndefined();
});

test('the manifest says the same of Node.js as the commands', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(engines).toEqual({ node: '>=22.19.0' });
});
