import { type HeaderMap, headerLines } from '../data/recorded-message.ts';

/** Preformatted text in a scrollable region. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it.
    <section class="code" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}

/** The headers of a message, folded; `of` names the message. */
export function HeadersBlock({ of, headers }: { of: string; headers: HeaderMap }) {
  return (
    <details>
      <summary>Headers</summary>
      <CodeBlock label={`${of} headers`} text={headerLines(headers)} />
    </details>
  );
}
