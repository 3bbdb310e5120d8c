import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A style sheet or script that stands inside of the page. */
export interface Asset {
  readonly text: string;
  /** How the page's policy names it: nothing else than this very text may run or style. */
  readonly policy: string;
}

/** The page's style sheet. */
export const style: Asset = readAsset('report.css');

/** The page's script: it copies, and unfolds what a link leads to. */
export const script: Asset = readAsset('report.js');

function readAsset(name: string): Asset {
  // A browser reads CRLF as LF before it takes the hash.
  const text = readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(text).digest('base64');
  return { text, policy: `'sha256-${hash}'` };
}
