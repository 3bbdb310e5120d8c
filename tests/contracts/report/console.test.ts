import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createEmitter } from '../../../contracts/report/events.ts';
import { type ConsoleOptions, createConsoleReporter } from '../../../contracts/report/index.ts';
import type { Report } from '../../../contracts/report/report.ts';
import { CapturedStream } from './captured-stream.ts';
import {
  brokenResult,
  sampleExchange,
  sampleReport,
  sampleResult,
  unreachableReport,
} from './sample-report.ts';

const plan = 'About 7 requests, which add, edit and delete.';

function run(report: Report, options: Partial<ConsoleOptions> & { stream?: CapturedStream } = {}) {
  const stream = options.stream ?? new CapturedStream();
  const emit = createEmitter([createConsoleReporter({ colours: false, ...options, stream })]);
  emit('start', { provider: report.provider, contract: report.contract.title, plan });
  emit('layer', { layer: 'checks', total: 2 });
  emit('progress', { layer: 'checks', message: 'trying the seats' });
  for (const result of report.results) emit('result', result);
  emit('layer', { layer: 'exploration', total: undefined });
  emit('end', report);
  return stream;
}

/** The summary that the reporter writes. */
function summary(report: Report, options: Partial<ConsoleOptions> = {}): string[] {
  const stream = new CapturedStream();
  createConsoleReporter({ colours: false, ...options, stream }).end?.(report);
  return stream.lines;
}

describe('the progress on the console', () => {
  test('is a line for each layer without a terminal', () => {
    expect(run(sampleReport()).lines.slice(0, 5)).toEqual([
      'Verifying http://provider.test/api against Booking desk',
      plan,
      'Checks: 2 results to come…',
      'Exploration…',
      '✖ Broken: 2 promises are broken.',
    ]);
  });

  test('is one moving line on a terminal, which disappears at the end', () => {
    const results = [sampleResult(), brokenResult];
    const stream = new CapturedStream(true);
    const cleared = vi.spyOn(stream, 'clearLine');
    vi.useFakeTimers();
    try {
      const reporter = createConsoleReporter({ stream, colours: false });
      const emit = createEmitter([reporter]);
      emit('start', { provider: 'http://provider.test', contract: 'Booking desk', plan });
      emit('layer', { layer: 'pact', total: undefined });
      emit('layer', { layer: 'checks', total: 2 });
      for (const result of results) emit('result', result);
      emit('progress', { layer: 'checks', message: 'trying\nthe \u001b[2J seats' });
      vi.advanceTimersByTime(200);
      expect(stripVTControlCharacters(stream.text)).toContain(
        'Pact 0 · Checks 2/2 (1 broken) · trying the \\u001b[2J seats',
      );
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      cleared.mockClear();
      emit('end', sampleReport());
      expect(cleared).toHaveBeenCalled();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is a line for each layer on a terminal without width, where a spinner would never end', () => {
    const stream = run(sampleReport(), { stream: new CapturedStream(true, 0) });
    expect(stream.lines[2]).toBe('Checks: 2 results to come…');
  });

  test('stops when the reporter is disposed of', () => {
    vi.useFakeTimers();
    try {
      const reporter = createConsoleReporter({ stream: new CapturedStream(true), colours: false });
      reporter.start?.({ provider: 'http://provider.test', contract: 'Booking desk', plan });
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      reporter[Symbol.dispose]();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the first line of the summary', () => {
  test.each<{ report: Report; want: string }>([
    { report: sampleReport(), want: '✖ Broken: 2 promises are broken.' },
    {
      report: sampleReport({ verdict: 'kept', summary: 'All 9 tested promises are kept.' }),
      want: '✔ Kept: All 9 tested promises are kept.',
    },
    {
      report: sampleReport({ verdict: 'inconclusive', summary: '1 check needs more ids.' }),
      want: '? Inconclusive: 1 check needs more ids.',
    },
    {
      report: unreachableReport,
      want: '! Not judged: The provider could not be reached.',
    },
  ])('is the verdict: $want', ({ report, want }) => {
    expect(summary(report)[0]).toBe(want);
  });
});

describe('the summary on the console', () => {
  const lines = summary(sampleReport(), { written: () => ['/r/report.json', '/r/report.html'] });
  const text = lines.join('\n');

  test.each([
    { says: 'the counts', want: '2 broken · 1 inconclusive · 1 observed · 1 kept · 1 skipped' },
    { says: 'the facts of the run', want: 'Booking desk 1.0 · 132 requests in 2.3 s · seed 42' },
    { says: 'what is broken', want: '  ✖ U1-add A taken seat is refused.' },
    { says: 'why', want: '    The second desk with seat 1 was accepted with 201.' },
    { says: 'the source', want: '    U1 · Add a desk – page add-desk, row seats' },
    {
      says: 'the request',
      want: '      > POST http://provider.test/api/desks {"name":"Стол у окна","seats":[1,2]}',
    },
    { says: 'the response', want: '      < 201 {"id":83,"name":"Стол у окна"}' },
    { says: 'that there was no response', want: '      < no response within 5000 ms' },
    {
      says: 'where the scripts are',
      want: 'Shell scripts of curl commands that repeat them: /r/report.html',
    },
    { says: 'what could not be judged', want: '  race: It needs 3 seats, but there are 2.' },
    { says: 'the answer to a doubt', want: '  D9: An empty list is returned as [].' },
    { says: 'the doubts without an answer', want: '  Nothing was observed about D4.' },
    { says: 'the leftovers', want: 'Left in the account\n  Desk 83 could not be deleted.' },
    { says: 'the notes', want: 'Notes\n  The provider asked for a pause once.' },
    { says: 'what was not tried', want: 'Not tried\n  U7: No test data.' },
    {
      says: 'the command that repeats it',
      want: '    $ npm run verify -- --provider http://provider.test/api --check U1-add --seed 42',
    },
    { says: 'where the reports are', want: 'Reports\n  /r/report.json\n  /r/report.html' },
  ])('shows $says', ({ want }) => {
    expect(text).toContain(want);
  });

  test('names the option for scripts if no report was written', () => {
    expect(summary(sampleReport()).join('\n')).toContain(
      'With --report DIR you get a shell script of curl commands for each.',
    );
  });

  test('escapes control characters of the provider', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for them
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('< 500 \\u0000\\u001b[31m 😀');
  });

  test('has no line that GitHub reads as a command', () => {
    const hostile = sampleReport({ notes: ['a\n::error::b'] });
    expect(summary(hostile).filter((line) => line.trim().startsWith('::'))).toEqual([]);
  });

  test('shows one result of each group, and names the others', () => {
    const results = ['b', 'a', 'c'].map((id, i) => {
      return {
        ...brokenResult,
        id,
        exchanges: [...brokenResult.exchanges, sampleExchange()].slice(i % 2),
      };
    });
    const grouped = summary(sampleReport({ results })).join('\n');
    expect(grouped).toContain('✖ a A taken seat');
    expect(grouped).toContain('    and 2 more of the same kind: b, c');
    expect(grouped.match(/✖ \w+ A taken/g)).toHaveLength(1);
  });

  test('says once why checks could not be judged, and names the others', () => {
    const results = ['a', 'b'].map((id) =>
      sampleResult({ id, outcome: 'inconclusive', message: 'It redirects.' }),
    );
    expect(summary(sampleReport({ results })).join('\n')).toContain(
      '  a: It redirects.\n    and 1 more of the same kind: b\n',
    );
  });

  test('cuts early exchanges, and not the last, which decides', () => {
    const seats = Array.from({ length: 70 }, (_, i) => i + 1_000);
    const request = { method: 'POST', url: '/desks', headers: {}, body: { seats } };
    const exchanges = Array.from({ length: 10 }, () => sampleExchange({ request }));
    const shown = summary(sampleReport({ results: [{ ...brokenResult, exchanges }] }));
    const requests = shown.filter((line) => line.startsWith('      > '));
    expect(requests).toHaveLength(8);
    expect(shown).toContain('      … 2 exchanges before');
    expect(requests[0]).toMatch(/… \(361 characters in total\)$/);
    expect(requests[7]).toBe(`      > POST /desks ${JSON.stringify({ seats })}`);
  });

  test('counts the characters of the whole body, if the report has only its beginning', () => {
    const response = { status: 200, headers: {}, body: 'x'.repeat(20_000), bodyLength: 70_000 };
    const exchanges = [sampleExchange({ response })];
    const shown = summary(sampleReport({ results: [{ ...brokenResult, exchanges }] })).join('\n');
    expect(shown).toContain('… (70000 characters in total)');
  });

  test('omits empty sections', () => {
    expect(summary(unreachableReport).slice(1)).toEqual([
      'http://provider.test/api against Booking desk 1.0 · 132 requests in 2.3 s · seed 42',
      '0 broken · 0 inconclusive · 0 observed · 0 kept · 0 skipped',
      '',
      'Notes',
      '  Is the port right?',
      '',
    ]);
  });
});

describe('the console reporter', () => {
  test('writes only the verdict, the counts, and what is broken or could not be judged with --quiet', () => {
    const { text } = run(sampleReport(), { quiet: true });
    expect(text).toMatch(/^✖ Broken/);
    expect(text).toContain('U1-add');
    expect(text).not.toMatch(/D9|Notes|Left/);
  });

  test('uses colours if they are turned on', () => {
    const coloured = summary(sampleReport(), { colours: true }).join('\n');
    expect(coloured.startsWith('\u001b[31m')).toBe(true);
    expect(stripVTControlCharacters(coloured)).toBe(summary(sampleReport()).join('\n'));
  });

  test('uses no colours if NO_COLOR is set', async () => {
    vi.stubEnv('NO_COLOR', '1');
    vi.stubEnv('FORCE_COLOR', '1');
    vi.resetModules();
    try {
      const fresh = await import('../../../contracts/report/index.ts');
      const stream = new CapturedStream();
      fresh.createConsoleReporter({ stream }).end?.(sampleReport());
      expect(stream.text).not.toContain('\u001b');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
