import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { useExplorer } from './use-explorer.ts';

const operation = 'listPersonalMelodies';
const draft = {
  ...{ operation, path: {}, query: '', headers: [], prefer: '', body: '{}' },
  withToken: true,
};

const step = { role: 'request', operation, expected: '', verdict: 'differs' };
const run = { case: 'add-one-number', left: [], steps: [{ ...step, request: {}, answer: {} }] };
const result = { verdict: 'differs', server: '', started: 0, message: null };

/** What another version of the page, or an extension, may have left under the page's keys. */
const spoilt: Readonly<Record<string, unknown>>[] = [
  {
    ...{ drafts: { [operation]: 1 }, sent: [1], reopened: { [operation]: [] } },
    ...{ accounts: { anonymous: null }, 'account-tokens': { anonymous: {} } },
    ...{ 'journal-filter': { status: {} }, 'case-filter': { text: 1 }, 'case-groups': { x: {} } },
    ...{ 'test-data': { number: 1, rule: [] }, quarantined: [{}], fault: { body: {}, headers: 1 } },
    ...{ 'result mock add-one-number': { ...result, run: { steps: [1] } } },
    ...{ 'state-panel': 'compare', compared: { left: {}, right: 1 } },
  },
  {
    drafts: { [operation]: { ...draft, headers: 1 } },
    sent: [{ operation }],
    accounts: { anonymous: { word: {}, name: {} } },
    'result mock add-one-number': { ...result, run },
    'state-panel': 'generate',
    generate: { collection: 1, ids: { number_capacity_ids: 3 } },
  },
  {
    drafts: { [operation]: { ...draft, headers: [['a', {}]] } },
    sent: [{ operation, target: 'mock', draft, headers: {}, answer: null }],
    'result mock add-one-number': { verdict: 'differs', server: '' },
    'state-panel': 'generate',
    generate: { collection: '', count: '1' },
  },
];

inBrowser('what the browser has stored for the page', () => {
  const explorer = useExplorer();

  test('is left aside where it has another form, and every view opens', async () => {
    const { page, complaints } = await explorer.open('try');
    for (const stored of spoilt) {
      await page.evaluate((all) => {
        sessionStorage.clear();
        localStorage.clear();
        for (const [name, value] of Object.entries(all)) {
          const store = name === 'accounts' ? localStorage : sessionStorage;
          store.setItem(`explorer.${name}`, JSON.stringify(value));
        }
        history.replaceState(null, '', '#/try');
      }, stored);
      await page.reload();
      for (const view of ['try', 'cases/add-one-number', 'state', 'journal', 'faults']) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${view}`);
        await page
          .locator(`nav.wide [aria-current=page][href="#/${view.split('/')[0]}"]`)
          .waitFor();
        await page.locator('main h1').first().waitFor();
      }
      expect(complaints, JSON.stringify(stored)).toEqual([]);
    }
  });

  test.each(['sessionStorage', 'localStorage', 'indexedDB'])(
    'is not missed where the browser forbids %s',
    async (name) => {
      const { page, complaints } = await explorer.open('try');
      await page.addInitScript((forbidden) => {
        Object.defineProperty(window, forbidden, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      }, name);
      for (const view of ['try', 'state', 'cases']) {
        await page.goto('about:blank');
        await page.goto(`${explorer.served.url}/_mock/#/${view}`);
        await page.locator('main h1').first().waitFor();
      }
      expect(complaints).toEqual([]);
    },
  );
});
