import { oneLine } from '../visible-text.ts';

/** Escapes a text for Markdown, in one line; table cells can hold it too. */
export function plainMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~$@.:-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Renders a block of code, with a fence longer than any in the text. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Folds Markdown under a line of plain text. */
export function folded(line: string, content: string): string {
  // The empty lines make GitHub render the content as Markdown.
  return `<details><summary>${escapeHtml(oneLine(line))}</summary>\n\n${content}\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
