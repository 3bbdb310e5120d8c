import { afterAll, beforeAll } from 'vitest';
import type { MockOptions } from '../../mocks/index.ts';
import { type Browser, startBrowser } from './browser.ts';
import { openView, type Served, serveExplorer, type Watched } from './explorer.ts';

/** A browser and a mock for the tests of a `describe`. */
export interface UsedExplorer {
  readonly served: Served;
  /** Opens a view; `url` is that of another mock. */
  open(view: string, options?: Parameters<Browser['page']>[0], url?: string): Promise<Watched>;
}

/** Starts a browser and a mock for the tests of a `describe`. */
export function useExplorer(options?: MockOptions): UsedExplorer {
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    [browser, served] = await Promise.all([startBrowser(), serveExplorer(options)]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });
  return {
    get served() {
      return served;
    },
    open: (view, how, url = served.url) => openView(browser, url, view, how),
  };
}
