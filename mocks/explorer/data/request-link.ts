import { isObject, parseJson } from '../../../spec/shared/json.ts';
import { isDraft, type RequestDraft } from './drafts.ts';
import { linkTo } from './router.ts';
import { maskedBody, withoutSecrets } from './secret-headers.ts';
import type { Target } from './session.ts';

/** The longest link in characters; chats and browsers cut longer ones. */
export const longestLink = 16_000;

/** The link to a request, without its token and with secrets masked; undefined where its body is too long for a link. */
export function linkToRequest(draft: RequestDraft, to: Target): string | undefined {
  const { operation, path, query, headers, prefer, body, withToken } = withoutSecrets(draft);
  const written = JSON.stringify({
    ...{ path, query, headers, prefer, withToken, to },
    body: body === undefined ? undefined : maskedBody(body),
  });
  const link = `${linkTo('try', operation)}?request=${toBase64Url(written)}`;
  return link.length > longestLink ? undefined : link;
}

/** The draft that a link holds; undefined where the link is damaged. Whoever wrote it may be hostile. */
export function draftFromLink(operation: string, written: string): RequestDraft | undefined {
  // The page makes none that is longer, and one of megabytes holds it up or overflows its stack.
  if (written.length > longestLink) return undefined;
  const found = parseJson(fromBase64Url(written));
  if (!isObject(found)) return undefined;
  const { path, query, headers, prefer, body, withToken, to } = found;
  const draft = { operation, path, query, headers, prefer, body, withToken };
  if (!isDraft(draft)) return undefined;
  return {
    ...withoutSecrets(draft),
    isMasked: true,
    linkedTo: to === 'provider' ? 'provider' : 'mock',
  };
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): string {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
  } catch {
    return '';
  }
}
