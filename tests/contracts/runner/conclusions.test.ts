import { expect, test } from 'vitest';
import { concludeAll } from '../../../contracts/runner/conclusions.ts';
import { lastTest, testName } from '../../../contracts/runner/protocol.ts';
import { brokenResult, sampleReport, sampleResult } from '../report/sample-report.ts';

const planned = [sampleResult(), sampleResult({ id: 'lists-desks' })];

function conclude(changes: Parameters<typeof sampleReport>[0]) {
  const conclusions = concludeAll(planned, sampleReport(changes));
  return { first: conclusions[testName(sampleResult())], last: conclusions[lastTest], conclusions };
}

test('what is broken and has no test of its own fails the last test, in the words of the report', () => {
  const { first, last } = conclude({ results: [sampleResult(), brokenResult] });
  expect(first).toEqual({ outcome: 'pass', text: '' });
  expect(last?.outcome).toBe('fail');
  expect(last?.text).toMatch(
    /^U1-add: A taken seat is refused\.\n {2}The second desk with seat 1 was accepted with 201\.\n {2}U1 · Add a desk – page add-desk, row seats\n/,
  );
});

test('what is observed passes, and a result that never came is skipped', () => {
  const { first, conclusions } = conclude({ results: [sampleResult({ outcome: 'observed' })] });
  expect(first?.outcome).toBe('pass');
  expect(Object.values(conclusions).map(({ outcome }) => outcome)).toEqual([
    ...['pass', 'skip', 'pass'],
  ]);
});

test('of a run that ended early what was found stands, and all else is untried', () => {
  const results = [{ ...brokenResult, id: 'adds-a-desk', says: sampleResult().says }];
  const { conclusions } = conclude({ verdict: 'interrupted', summary: 'It ended.', results });
  expect(Object.values(conclusions)).toEqual([
    { outcome: 'fail', text: expect.stringContaining('was accepted with 201.') },
    { outcome: 'untried', text: 'Interrupted: It ended.' },
    { outcome: 'untried', text: 'Interrupted: It ended.' },
  ]);
});
