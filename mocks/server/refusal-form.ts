import type { Refusal } from '../problems/problem.ts';
import type { RefusalTexts } from '../problems/texts/english.ts';
import { render } from '../problems/texts/message.ts';

type Write = (says: string, refusal: Refusal) => string;

const json = 'application/json';

const forms: Readonly<Record<string, { readonly type: string; readonly write: Write }>> = {
  json: { type: json, write: (error) => JSON.stringify({ error }) },
  'json-rpc': {
    type: json,
    write: (message, { status: code }) =>
      JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }),
  },
  html: {
    type: 'text/html; charset=utf-8',
    write: (says) => `<!doctype html>\n<title>${escaped(says)}</title>\n<p>${escaped(says)}</p>\n`,
  },
  text: { type: 'text/plain; charset=utf-8', write: (says) => `${says}\n` },
};

/** Writes a refusal in another form than problem details; undefined if the form has no body. */
export function writeRefusal(
  refusal: Refusal,
  form: string,
  texts: RefusalTexts,
): { readonly type: string; readonly body: string } | undefined {
  const found = forms[form];
  return found && { type: found.type, body: found.write(render(refusal.detail, texts), refusal) };
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
