/** The header that carries the control token. */
export const controlTokenHeader = 'x-control-token';

/** Whether a path belongs to the control API. */
export function isControlPath(path: string): boolean {
  return /^\/+_mock(\/|$)/.test(path);
}
