import { oneLine } from '../visible-text.ts';

/** Text that Markdown shows as it is, in one line; a table cell can hold it too. */
export function plainMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~$@.:-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Text in a block of code; its fence is longer than any that the text holds. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Markdown that is folded under a line of plain text. */
export function folded(line: string, content: string): string {
  // The empty lines make GitHub read the content as Markdown again.
  return `<details><summary>${escapeHtml(oneLine(line))}</summary>\n\n${content}\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
