import type { Page } from 'playwright-core';

/**
 * The time between two frames while a list is scrolled from end to end, in milliseconds; the median,
 * since other programs of the machine may hold up a frame or two.
 */
export function usualFrame(page: Page, list: string): Promise<number> {
  return page.getByLabel(list).evaluate(async (scroller) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const times: number[] = [];
    let before = await frame();
    for (let i = 1; i <= 30; i++) {
      scroller.scrollTop = (scroller.scrollHeight * i) / 30;
      const now = await frame();
      times.push(now - before);
      before = now;
    }
    return times.toSorted((a, b) => a - b)[15] ?? 0;
  });
}
