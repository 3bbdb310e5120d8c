import { useState } from 'preact/hooks';
import { cutText } from '../../../spec/shared/text.ts';
import { type HeaderMap, headerLines } from '../data/recorded-message.ts';
import { Button } from './button.tsx';

// Longer texts would freeze the browser.
const longestText = 100_000;

/** Preformatted text in a scrollable region; a long one is cut, and shown whole on request. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  const [whole, setWhole] = useState('');
  const isCut = text.length > longestText && whole !== text;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it. */}
      <section class="code" aria-label={label} tabIndex={0}>
        <pre>{isCut ? cutText(text, longestText) : text}</pre>
      </section>
      {isCut && (
        <Button onClick={() => setWhole(text)}>
          Show all {text.length.toLocaleString('en')} characters
        </Button>
      )}
    </>
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
