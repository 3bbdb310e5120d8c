/** Estimates how many bytes of memory a JSON value takes; quick, since every edit asks for it. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  // The keys of a long list would cost more than the edit.
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let size = 48;
  for (const one of values) size += typeof one === 'number' ? 16 : 8 + sizeOf(one);
  return size;
}
