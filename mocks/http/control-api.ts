export { controlTokenHeader } from './control-token.ts';

/** Whether a path belongs to the control API. */
export function isControlPath(path: string): boolean {
  return /^\/+_mock(\/|$)/.test(path);
}
