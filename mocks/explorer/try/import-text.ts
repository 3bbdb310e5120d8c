import { readCurl } from './import-curl.ts';
import { readHar } from './import-har.ts';
import type { ImportedRequest } from './import-request.ts';

/**
 * The requests of a HAR file or of curl commands, and curl's options that were not understood.
 * @throws ImportError if the text is neither
 */
export function readImport(text: string): { requests: ImportedRequest[]; unknown: string[] } {
  return text.trimStart().startsWith('{')
    ? { requests: readHar(text), unknown: [] }
    : readCurl(text);
}
