/** Estimates how many bytes of memory a JSON value takes; quick, since every edit asks for it. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 48;
  for (const key in value) size += 8 + sizeOf((value as Record<string, unknown>)[key]);
  return size;
}
