import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { createMock, type Mock } from '../../mocks/index.ts';
import { type Answered, createAccountClient } from './account-client.ts';

/** The document of the booking desk. */
export const bookingDesk = fileURLToPath(
  new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url),
);

/** Sends requests of one account; each answer is what the document promises. */
export type Office = ReturnType<typeof createOffice>;

let offices = 0;

/** A new account of a mock whose document names accounts by `X-Desk-Key`. */
export function createOffice(mock: Mock) {
  const client = createAccountClient(mock);
  const key = `desk-office-${++offices}`;
  const send = async (
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const answer = await client.send(method, url, body, { 'x-desk-key': key, ...headers });
    expect(answer.headers['sl-violations'] ?? '').not.toContain('["response"');
    return answer;
  };
  return {
    send,
    /** The status of an answer. */
    status: async (...request: Parameters<typeof send>) => (await send(...request)).status,
    /** The body of an answer. */
    body: async (...request: Parameters<typeof send>) =>
      (await send(...request)).body as Record<string, unknown>,
    /** Sends additions that must succeed. */
    async add(url: string, ...items: readonly unknown[]): Promise<void> {
      for (const item of items)
        expect(await send('POST', url, item)).toMatchObject({ status: 201 });
    },
    /** Everything that the account holds. */
    held: async () =>
      (await send('GET', '/_mock/accounts/me/snapshot')).body as Record<
        string,
        { items: Record<string, unknown>[] }
      >,
    seed: (seed: unknown) => send('POST', '/_mock/accounts/me/seed', seed),
    /** Undoes everything after a version of the account. */
    undo: (state: number) => send('POST', '/_mock/accounts/me/undo', { state }),
    /** The version of the account. */
    version: async () =>
      ((await send('GET', '/_mock/accounts/me')).body as { version: number }).version,
  };
}

/** Serves a document with further files beside it. */
export async function withMockOf<Result>(
  files: Readonly<Record<'openapi.yaml', unknown>> & Readonly<Record<string, unknown>>,
  use: (mock: Mock) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'));
  try {
    for (const [name, value] of Object.entries(files)) {
      await writeFile(join(folder, name), typeof value === 'string' ? value : stringify(value));
    }
    const mock = await createMock({ spec: join(folder, 'openapi.yaml') });
    try {
      return await use(mock);
    } finally {
      await mock.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
