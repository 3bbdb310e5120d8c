import { headerLines } from '../data/recorded-message.ts';

/** Preformatted text in a scrollable region. */
export function CodeBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it.
    <section class="code" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}

/** The headers of a message, folded; `of` names the message. */
export function HeadersBlock({
  of,
  headers,
}: {
  readonly of: string;
  readonly headers: Readonly<Record<string, string>>;
}) {
  return (
    <details>
      <summary>Headers</summary>
      <CodeBlock label={`${of} headers`} text={headerLines(headers)} />
    </details>
  );
}
