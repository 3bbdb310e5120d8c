import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../mocks/index.ts';
import { runVerify } from './contracts/verify-command.ts';
import { parseCurl } from './curl-command.ts';
import { type Block, blocksOf, commandsOf, pages, wordsOf } from './documentation-page.ts';

const local = 'http://127.0.0.1:4010';

describe.each(pages.filter((page) => blocksOf(page).flatMap(commandsOf).some(isRun)))(
  'the commands of %s',
  (page) => {
    const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
    const providers: { close(): void }[] = [];
    /** The address that the page prints, and the real one. */
    const addresses = new Map<string, string>();
    let mock: Mock;
    let snapshot = '';
    let compared = 0;

    beforeAll(async () => {
      mock = await createMock();
      addresses.set(local, await mock.listen());
    });
    afterAll(async () => {
      for (const provider of providers) provider.close();
      await mock.close();
      rmSync(folder, { recursive: true });
    });

    test(`the commands of ${page} produce the printed output`, { timeout: 240_000 }, async () => {
      const blocks = blocksOf(page);
      for (const [i, block] of blocks.entries()) {
        const next = blocks[i + 1];
        const wanted = next?.language === 'json' ? jsonValues(next.text) : [];
        for (const [k, command] of commandsOf(block).filter(isRun).entries()) {
          if (command.startsWith('curl ')) await ask(command, wanted[k]);
          else if (command.startsWith('npx node ')) await serve(wordsOf(command).slice(2));
          else await verify(wordsOf(command).slice(4), outputIn(next));
        }
      }
      // QA.md prints no responses.
      if (page !== 'mocks/QA.md') expect(compared).toBeGreaterThan(0);
    });

    async function ask(command: string, wanted: unknown): Promise<void> {
      const curl = parseCurl(command);
      const body = curl.body === '@snapshot.json' ? snapshot : curl.body;
      const stop = new AbortController();
      const response = await fetch(real(curl.url), {
        method: curl.method,
        headers: curl.headers,
        signal: stop.signal,
        ...(body === undefined ? {} : { body }),
      });
      if (response.headers.get('content-type') === 'text/event-stream') return stop.abort();
      const text = await response.text();
      if (curl.url.endsWith('/snapshot')) snapshot = text;
      if (wanted === undefined) expect(response.status, command).toBeLessThan(300);
      else {
        expect(JSON.parse(text)).toEqual(wanted);
        compared++;
      }
    }

    async function serve(args: readonly string[]): Promise<void> {
      const port = args.at(-1);
      const child = spawn(process.execPath, [...args.slice(0, -1), '0'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      providers.push({ close: () => child.kill() });
      for await (const url of createInterface({ input: child.stdout })) {
        addresses.set(`http://127.0.0.1:${port}`, url);
        break;
      }
    }

    async function verify(args: readonly string[], output: string): Promise<void> {
      const given = args.map((word) => real(word).replace(/^reports\b/, join(folder, 'reports')));
      const { code, stdout, stderr } = await runVerify(given, { npm_lifecycle_event: 'verify' });
      expect(stderr).toBe('');
      const provider = args[args.indexOf('--provider') + 1];
      expect([code, args]).toEqual([provider === local ? 0 : 1, args]);
      // What the exploration finds differs from run to run; that it does must not.
      const same = args.includes('exploration') ? /✖/ : /./;
      const wanted = output.split('\n').filter((line) => same.test(line) && line.trim() !== '…');
      const lines = stdout.split('\n').map(withoutChance);
      for (const line of wanted.map(withoutChance)) {
        const at = lines.indexOf(line);
        expect(at, `${line}\nis not printed, or not in this order:\n${stdout}`).not.toBe(-1);
        lines.splice(0, at + 1);
        compared++;
      }
    }

    function real(text: string): string {
      return [...addresses].reduce((all, [shown, url]) => all.replace(shown, url), text);
    }
  },
);

/** Whether these tests run a command as it is printed. */
function isRun(command: string): boolean {
  if (command.startsWith('curl ')) return command.includes(local);
  if (command.startsWith('npx node tests/providers/serve.ts ')) return command.includes('--port');
  return /^npm run verify .*--provider http:\/\/127\.0\.0\.1:/.test(command);
}

/** What a block prints of a command's output; nothing where it holds commands, or there is none. */
function outputIn(block: Block | undefined): string {
  return block?.language === '' && commandsOf(block).length === 0 ? block.text : '';
}

/** A line of the verifier's report without what chance decides: ports, ids, counts of requests, time. */
function withoutChance(line: string): string {
  const plain = line
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1')
    .replace(/--seed \d+/, '--seed #')
    .trimEnd();
  const ofChance = /^\s+[<>] |requests in/.test(line);
  return ofChance ? plain.replaceAll(/\d+(\.\d+)?( ms| s\b)?/g, '#') : plain;
}

// Several responses stand in one block, one after the other.
function jsonValues(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}
