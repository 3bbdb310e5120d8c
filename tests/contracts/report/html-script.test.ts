import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../contracts/report/index.ts';
import { sampleReport } from './sample-report.ts';

const script = /<script>([\s\S]*?)<\/script>/.exec(renderHtml(sampleReport()))?.[1] ?? '';

/** Runs the script in a page with one button and one folded section, and presses the button. */
async function press(browser: { clipboard: boolean; copies: boolean; hash?: string }) {
  const seen: { copied: string[]; selected: unknown[] } = { copied: [], selected: [] };
  const pre = { textContent: 'curl …' };
  const waiting: (() => void)[] = [];
  class HTMLDetailsElement {
    open = false;
  }
  const section = new HTMLDetailsElement();
  const status = { textContent: '' };
  let click = () => {};
  const button = {
    textContent: 'Copy as curl',
    hidden: true,
    parentElement: { querySelector: () => pre },
    addEventListener: (_: string, listener: () => void) => {
      click = listener;
    },
  };
  runInNewContext(script, {
    HTMLDetailsElement,
    addEventListener: () => {},
    setTimeout: (then: () => void) => waiting.push(then),
    location: { hash: browser.hash ?? '' },
    navigator: browser.clipboard
      ? { clipboard: { writeText: async (text: string) => seen.copied.push(text) } }
      : {},
    getSelection: () => ({ selectAllChildren: (node: unknown) => seen.selected.push(node) }),
    document: {
      getElementById: (id: string) => ({ status, kept: section })[id] ?? null,
      querySelectorAll: (of: string) => (of === '.copy button' ? [button] : []),
      querySelector: () => null,
      execCommand: () => browser.copies,
    },
  });
  const hidden = button.hidden;
  click();
  await setImmediate();
  const message = [button.textContent, status.textContent];
  for (const then of waiting) then();
  return {
    ...seen,
    hidden,
    message,
    after: [button.textContent, status.textContent],
    pre,
    section,
  };
}

describe('the copy button', () => {
  test('shows if scripts run, copies, confirms it, and returns to its label', async () => {
    const { hidden, copied, message, after } = await press({ clipboard: true, copies: true });
    expect(hidden).toBe(false);
    expect(copied).toEqual(['curl …']);
    expect(message).toEqual(['Copied.', 'Copied.']);
    expect(after).toEqual(['Copy as curl', '']);
  });

  test.each([
    { says: 'copies a selection without access to the clipboard', copies: true, want: 'Copied.' },
    {
      says: 'leaves the text selected if it cannot copy',
      copies: false,
      want: 'Selected: copy it with the keyboard.',
    },
  ])('$says', async ({ copies, want }) => {
    const { selected, message, pre } = await press({ clipboard: false, copies });
    expect(selected).toEqual([pre]);
    expect(message).toEqual([want, want]);
  });
});

test.each([
  { hash: '#kept', open: true },
  { hash: '#elsewhere', open: false },
  { hash: '', open: false },
])('a link to "$hash" opens the folded section: $open', async ({ hash, open }) => {
  const { section } = await press({ clipboard: true, copies: true, hash });
  expect(section.open).toBe(open);
});

/** Runs the script in a page with two entries in two sections, and types into the search box. */
function search(wanted: string) {
  const entry = (textContent: string) => ({ textContent, hidden: false });
  const [first, second] = [entry('U1-add POST'), entry('race PUT')];
  const fold = (open: boolean, content: unknown) => ({
    open,
    hidden: false,
    contains: (one: unknown) => one === content,
  });
  const folds = [fold(true, first), fold(false, second)];
  const time = { dateTime: '2026-01-02T03:04:05.678Z', textContent: '' };
  let type = (_: { target: { value: string } }) => {};
  const box = {
    hidden: true,
    addEventListener: (_: string, listener: typeof type) => {
      type = listener;
    },
  };
  runInNewContext(script, {
    HTMLDetailsElement: class {},
    addEventListener: () => {},
    location: { hash: '' },
    document: {
      getElementById: () => null,
      querySelector: () => box,
      querySelectorAll: (of: string) => {
        if (of === '.copy button') return [];
        if (of === 'time') return [time];
        return of.includes('details') ? folds : [first, second];
      },
    },
  });
  const { hidden } = box;
  type({ target: { value: wanted } });
  const entries = [first, second].map((one) => one?.hidden);
  return { hidden, entries, folds: folds.map(({ open, hidden }) => ({ open, hidden })), time };
}

test('the search box shows if scripts run, and shows only what contains the text', () => {
  const { hidden, entries, folds } = search(' RACE');
  expect(hidden).toBe(false);
  expect(entries).toEqual([true, false]);
  expect(folds).toEqual([
    { open: false, hidden: true },
    { open: true, hidden: false },
  ]);
});

test('an empty search box leaves the page as it was', () => {
  const { entries, folds } = search('');
  expect(entries).toEqual([false, false]);
  expect(folds).toEqual([
    { open: true, hidden: false },
    { open: false, hidden: false },
  ]);
});

test('the page shows its time in the zone of the reader', () => {
  const shown = new Date('2026-01-02T03:04:05.678Z').toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'long',
  });
  expect(search('').time.textContent).toBe(shown);
});
