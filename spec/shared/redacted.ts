/** What is shown instead of a secret. */
export const redacted = '***';

/** Whether something is hidden in a value, so that it is not what was sent. */
export function isRedacted(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(redacted);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => name.includes(redacted) || isRedacted(part));
}
