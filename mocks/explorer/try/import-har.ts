import { isObject, parseJson } from '../../../spec/shared/json.ts';
import { texts } from '../data/texts.ts';
import { ImportError, type ImportedRequest } from './import-request.ts';

/**
 * The requests of an HTTP archive (HAR), in their order.
 * @throws ImportError if it is none, or holds no request
 */
export function readHar(text: string): ImportedRequest[] {
  const har = parseJson(text);
  const log = isObject(har) ? har.log : undefined;
  const entries = isObject(log) && Array.isArray(log.entries) ? log.entries : [];
  const requests = entries.flatMap((entry) => {
    const request = isObject(entry) ? entry.request : undefined;
    if (!isObject(request) || typeof request.url !== 'string') return [];
    const { method, url, headers, postData } = request;
    const body =
      isObject(postData) && typeof postData.text === 'string' ? postData.text : undefined;
    return [{ method: String(method), url, headers: pairs(headers), body }];
  });
  if (requests.length === 0) throw new ImportError(texts.value.try.import.noHar);
  return requests;
}

function pairs(list: unknown): [string, string][] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map(({ name, value }) => [String(name), String(value)]);
}
