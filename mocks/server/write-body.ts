import { serialize } from '../prism/library.ts';
import { essence, isOf } from '../prism/media-type.ts';

/** Writes a body in its media type. */
export function writeBody(body: unknown, contentType: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  // The usual type is spared the search for another.
  if (contentType === 'application/json') return JSON.stringify(body);
  const type = essence(contentType ?? '');
  if (typeof body === 'string' && !isOf('json', type)) return body;
  const json = JSON.stringify(body);
  // Prism writes nothing for an empty list.
  return isOf('xml', type)
    ? String(serialize(JSON.parse(json), 'application/xml') || '<xml></xml>')
    : json;
}
