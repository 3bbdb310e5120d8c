/** Whether a lower-case text contains every word of a search. */
export function containsWords(text: string, search: string): boolean {
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
