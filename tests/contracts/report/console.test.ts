import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createEmitter } from '../../../contracts/report/events.ts';
import { type ConsoleOptions, createConsoleReporter } from '../../../contracts/report/index.ts';
import type { Report } from '../../../contracts/report/report.ts';
import { CapturedStream } from './captured-stream.ts';
import { brokenResult, sampleReport, sampleResult, unreachableReport } from './sample-report.ts';

function run(report: Report, options: Partial<ConsoleOptions> & { stream?: CapturedStream } = {}) {
  const stream = options.stream ?? new CapturedStream();
  const tell = createEmitter([createConsoleReporter({ colours: false, ...options, stream })]);
  tell('start', { provider: report.provider, contract: report.contract.title });
  tell('layer', { layer: 'checks', total: 2 });
  tell('progress', { layer: 'checks', message: 'trying the seats' });
  for (const result of report.results) tell('result', result);
  tell('layer', { layer: 'exploration', total: undefined });
  tell('end', report);
  return stream;
}

/** What the reporter writes when the run is over. */
function summary(report: Report, options: Partial<ConsoleOptions> = {}): string[] {
  const stream = new CapturedStream();
  createConsoleReporter({ colours: false, ...options, stream }).end?.(report);
  return stream.lines;
}

describe('the progress', () => {
  test('is a line a layer where there is no terminal', () => {
    expect(run(sampleReport()).lines.slice(0, 4)).toEqual([
      'Verifying http://provider.test/api against Booking desk',
      'Checks: 2 results to come…',
      'Exploration…',
      '✖ Broken: 2 promises are broken.',
    ]);
  });

  test('is one line that moves on a terminal, and is gone at the end', () => {
    const results = [sampleResult(), brokenResult];
    const stream = new CapturedStream(true);
    const cleared = vi.spyOn(stream, 'clearLine');
    vi.useFakeTimers();
    try {
      const reporter = createConsoleReporter({ stream, colours: false });
      const tell = createEmitter([reporter]);
      tell('start', { provider: 'http://provider.test', contract: 'Booking desk' });
      tell('layer', { layer: 'pact', total: undefined });
      tell('layer', { layer: 'checks', total: 2 });
      for (const result of results) tell('result', result);
      tell('progress', { layer: 'checks', message: 'trying\nthe \u001b[2J seats' });
      vi.advanceTimersByTime(200);
      expect(stripVTControlCharacters(stream.text)).toContain(
        'Pact 0 · Checks 2/2 (1 broken) · trying the \\u001b[2J seats',
      );
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      cleared.mockClear();
      tell('end', sampleReport());
      expect(cleared).toHaveBeenCalled();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is a line a layer on a terminal without width, where a spinner would never end', () => {
    const stream = run(sampleReport(), { stream: new CapturedStream(true, 0) });
    expect(stream.lines[1]).toBe('Checks: 2 results to come…');
  });

  test('stops when the run was broken off', () => {
    vi.useFakeTimers();
    try {
      const reporter = createConsoleReporter({ stream: new CapturedStream(true), colours: false });
      reporter.start?.({ provider: 'http://provider.test', contract: 'Booking desk' });
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      reporter[Symbol.dispose]();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the first line of the summary is the verdict', () => {
  test.each<{ report: Report; want: string }>([
    { report: sampleReport(), want: '✖ Broken: 2 promises are broken.' },
    {
      report: sampleReport({ verdict: 'kept', summary: 'All 9 promises are kept.' }),
      want: '✔ Kept: All 9 promises are kept.',
    },
    {
      report: sampleReport({ verdict: 'inconclusive', summary: '1 check needs more ids.' }),
      want: '? Inconclusive: 1 check needs more ids.',
    },
    {
      report: unreachableReport,
      want: '! Not judged: Nothing listens at http://provider.test/api.',
    },
  ])('$want', ({ report, want }) => {
    expect(summary(report)[0]).toBe(want);
  });
});

describe('the summary', () => {
  const lines = summary(sampleReport(), { written: () => ['/r/report.json', '/r/report.html'] });
  const text = lines.join('\n');

  test.each([
    { says: 'the counts', want: '2 broken · 1 inconclusive · 1 observed · 1 kept · 1 skipped' },
    { says: 'what was run', want: 'Booking desk 1.0 · 132 requests in 2.3 s · seed 42' },
    { says: 'what is broken', want: '  ✖ U1-add A taken seat is refused.' },
    { says: 'why', want: '    The second desk with seat 1 was accepted with 201.' },
    { says: 'the source', want: '    U1 · Add a desk – page add-desk, row seats' },
    {
      says: 'the request',
      want: '      > POST http://provider.test/api/desks {"name":"Стол у окна","seats":[1,2]}',
    },
    { says: 'the answer', want: '      < 201 {"id":83,"name":"Стол у окна"}' },
    { says: 'that there was no answer', want: '      < no answer: nothing came within 5000 ms' },
    { says: 'where the scripts are', want: 'Each as a shell script of curl calls: /r/report.html' },
    { says: 'what could not be judged', want: '  race: It needs 3 seats, and 2 were lent.' },
    { says: 'the answer to a doubt', want: '  D9: An empty list is answered as [].' },
    { says: 'the doubts without answer', want: '  Nothing was seen of D4.' },
    { says: 'what is left', want: 'Left in the account\n  Desk 83 could not be deleted.' },
    { says: 'the notes', want: 'Notes\n  The provider asked for a pause once.' },
    { says: 'where the reports are', want: 'Reports\n  /r/report.json\n  /r/report.html' },
  ])('tells $says', ({ want }) => {
    expect(text).toContain(want);
  });

  test('names the option for scripts when no report was written', () => {
    expect(summary(sampleReport()).join('\n')).toContain(
      'With --report DIR each comes as a shell script of curl calls.',
    );
  });

  test('lets nothing of the provider steer the terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('< 500 \\u0000\\u001b[31m 😀');
  });

  test('has no line that GitHub reads as a command', () => {
    const hostile = sampleReport({ notes: ['a\n::error::b'] });
    expect(summary(hostile).filter((line) => line.trim().startsWith('::'))).toEqual([]);
  });

  test('says nothing of what there is nothing of', () => {
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

describe('how it is written', () => {
  test('quietly: the verdict, the counts, what is broken or could not be judged', () => {
    const { text } = run(sampleReport(), { quiet: true });
    expect(text).toMatch(/^✖ Broken/);
    expect(text).toContain('U1-add');
    expect(text).not.toMatch(/D9|Notes|Left/);
  });

  test('with colours when they are asked for', () => {
    const coloured = summary(sampleReport(), { colours: true }).join('\n');
    expect(coloured.startsWith('\u001b[31m')).toBe(true);
    expect(stripVTControlCharacters(coloured)).toBe(summary(sampleReport()).join('\n'));
  });

  test('without any when NO_COLOR is set', async () => {
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
