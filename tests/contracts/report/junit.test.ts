import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { renderJunit } from '../../../contracts/report/index.ts';
import { hostile, sampleReport, unreachableReport } from './sample-report.ts';

interface Case {
  readonly '@name': string;
  readonly '@classname': string;
  readonly failure?: { readonly '@message': string; readonly '#text': string };
  readonly error?: { readonly '@message': string; readonly '@type': string };
  readonly skipped?: string;
  readonly 'system-out'?: string;
}

interface Suite {
  readonly '@name': string;
  readonly '@tests': string;
  readonly testcase: readonly Case[];
}

function parse(xml: string): { counts: Record<string, string>; suites: Suite[] } {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => name === 'testsuite' || name === 'testcase',
    parseTagValue: false,
    // Raises the parser's limit against entity bombs, because the file has many quotes.
    processEntities: { enabled: true, maxTotalExpansions: 10_000 },
  });
  const { testsuites } = parser.parse(xml);
  return { counts: testsuites, suites: testsuites.testsuite };
}

const xml = renderJunit(sampleReport());
const { counts, suites } = parse(xml);
const cases = suites.flatMap((suite) => suite.testcase);

function caseOf(id: string): Case {
  const found = cases.find((each) => each['@name'].startsWith(`${id}: `));
  if (found === undefined) throw new Error(`There is no test case for ${id}.`);
  return found;
}

describe('junit.xml', () => {
  test('is well-formed even with control characters and emoji in bodies', () => {
    expect(XMLValidator.validate(xml)).toBe(true);
    // XML 1.0 does not allow these, even escaped.
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(xml).not.toMatch(/&#x?[01]?[0-9a-f];/i);
    expect(caseOf('pact-hostile').failure?.['#text']).toContain('\\u0000\\u001b[31m');
    expect(caseOf('pact-hostile').failure?.['#text']).toContain('😀 \\ud800');
  });

  test('has a suite for each layer and a test case for each result', () => {
    expect(suites.map((suite) => [suite['@name'], suite['@tests']])).toEqual([
      ['Pact', '1'],
      ['Checks', '4'],
      ['Exploration', '1'],
    ]);
    expect(counts).toMatchObject({
      '@tests': '6',
      '@failures': '2',
      '@errors': '1',
      '@skipped': '1',
    });
  });

  test('has a failure with exchanges for a broken promise', () => {
    const { failure } = caseOf('U1-add');
    expect(failure?.['@message']).toBe('The second desk with seat 1 was accepted with 201.');
    expect(failure?.['#text']).toContain('POST http://provider.test/api/desks');
    expect(failure?.['#text']).toContain('Стол у окна');
    expect(failure?.['#text']).toContain('curl -X POST');
  });

  test('has the command that repeats a broken promise, and a property for each group', () => {
    expect(caseOf('U1-add').failure?.['#text']).toContain('\n$ npm run verify -- --provider');
    expect(xml).toContain(
      '<property name="finding 1" value="U1-add: The second desk with seat 1 was accepted with 201."/>',
    );
  });

  test('preserves hostile text', () => {
    const { failure } = caseOf('pact-hostile');
    expect(failure?.['@message']).toBe(`Returned ${hostile}`);
    expect(failure?.['#text']).toContain(hostile);
  });

  test('has an error for an inconclusive check', () => {
    expect(caseOf('race').error).toMatchObject({
      '@message': 'It needs 3 seats, but there are 2.',
      '@type': 'inconclusive',
    });
  });

  test('passes an observed doubt, with the observation as output', () => {
    const observed = caseOf('empty-list');
    expect([observed.failure, observed.error, observed.skipped]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(observed['system-out']).toContain('An empty list is returned as [].');
  });

  test('skips a skipped check, and says why', () => {
    expect(caseOf('lists').skipped).toBeDefined();
    expect(caseOf('lists')['system-out']).toBe('The provider has no list.');
  });

  test('has an error if nothing was judged', () => {
    const unreachable = parse(renderJunit(unreachableReport));
    expect(unreachable.counts).toMatchObject({ '@tests': '1', '@errors': '1' });
    expect(unreachable.suites[0]?.testcase[0]?.error?.['@message']).toBe(unreachableReport.summary);
  });

  test('has nothing of an earlier report', () => {
    expect(renderJunit(sampleReport())).toBe(xml);
  });
});
