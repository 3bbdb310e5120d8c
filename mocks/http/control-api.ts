import { normalize } from 'node:path/posix';

export { controlTokenHeader } from './control-token.ts';

/** Whether a path belongs to the control API. */
export function isControlPath(path: string): boolean {
  return /^\/+_mock(\/|$)/.test(path);
}

/** Whether a server could take a URL for one of the control API: escaped, however often, with backslashes or dots. */
export function mayBeControlPath(url: string): boolean {
  let [path = ''] = url.split(/[?#]/, 1);
  for (let before = '', times = 0; path !== before; times++) {
    if (times > 5) return true;
    before = path;
    path = path.replaceAll(/%([0-7][\da-f])/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
  return isControlPath(normalize(path.replaceAll('\\', '/')).toLowerCase());
}
