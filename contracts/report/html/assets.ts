import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A style sheet or script inside the page. */
export interface Asset {
  readonly text: string;
  /** Its source in the Content-Security-Policy, which permits exactly this text. */
  readonly policy: string;
}

/** The page's style sheet. */
export const style: Asset = readAsset('report.css');

/** The page's script: it copies texts, and unfolds the targets of links. */
export const script: Asset = readAsset('report.js');

function readAsset(name: string): Asset {
  // Browsers hash the text with LF.
  const text = readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(text).digest('base64');
  return { text, policy: `'sha256-${hash}'` };
}
