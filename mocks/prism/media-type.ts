/** The media type of a Content-Type header, in lower case and without parameters. */
export function essence(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Tells whether a media type is within a declared one, which may be a range such as image/*. */
export function within(mediaType: string, declared: string): boolean {
  const parts = mediaType.split('/');
  const allowed = essence(declared).split('/');
  return (
    parts.length === 2 &&
    allowed.length === 2 &&
    parts.every((part, at) => part !== '' && (allowed[at] === '*' || allowed[at] === part))
  );
}

const formats = { json: /[/+]json$/, xml: /[/+]xml$/ };

/** Whether a media type is JSON, or XML. */
export function isOf(format: keyof typeof formats, mediaType: string): boolean {
  return formats[format].test(mediaType);
}
