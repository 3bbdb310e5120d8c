import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { delay } from '../storage.ts';
import type { Backend } from './stack.ts';

/** Starts plain `prism mock`, which answers the examples of a document and stores nothing. */
export async function inPrism(document: string): Promise<Backend> {
  const bin = fileURLToPath(new URL('../../../node_modules/.bin/prism', import.meta.url));
  const prism = spawn(process.execPath, [bin, 'mock', document, '-p', '0']);
  let origin = '';
  for await (const line of createInterface({ input: prism.stdout })) {
    origin = /Prism is listening on (\S+)/.exec(line)?.[1] ?? '';
    if (origin !== '') break;
  }
  // What it says must be read, or it would block.
  prism.stdout.resume();
  return {
    async answer({ method, path, authorization = '', contentType = '', body }) {
      const headers = { authorization, 'content-type': contentType };
      const sent = method === 'GET' || method === 'DELETE' ? {} : { body: Uint8Array.from(body) };
      const response = await fetch(origin + path, { method, headers, ...sent });
      const type = response.headers.get('content-type') ?? 'text/plain';
      const text = await response.text();
      return { status: response.status, headers: { 'Content-Type': type }, body: text };
    },
    held: async () => ({ rules: [], sipNumbers: [], lastId: 0n }),
    async close() {
      prism.kill();
      while (prism.exitCode === null && prism.signalCode === null) await delay(5);
    },
  };
}
