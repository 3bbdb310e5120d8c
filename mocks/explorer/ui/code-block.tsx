import { useMemo, useState } from 'preact/hooks';
import { cutText } from '../../../spec/shared/text.ts';
import { type HeaderMap, headerLines } from '../data/recorded-message.ts';
import { texts } from '../data/texts.ts';
import { Button } from './button.tsx';
import './code-block.css';
import { partsOfText, tokensOf } from './highlight-json.ts';

// Longer texts would freeze the browser.
const longestText = 100_000;

/**
 * Preformatted text in a scrollable region, JSON in colours; a long one is cut, and shown whole on request,
 * without colours.
 */
export function CodeBlock({
  label,
  text,
  isJson = false,
}: {
  label: string;
  text: string;
  isJson?: boolean;
}) {
  const [whole, setWhole] = useState('');
  const isLong = text.length > longestText;
  const isCut = isLong && whole !== text;
  const shown = isCut ? cutText(text, longestText) : text;
  const isColoured = isJson && (!isLong || isCut);
  const parts = useMemo(
    () =>
      partsOfText(shown).map((part, i) => (
        <span class="code-part" key={i}>
          {isColoured ? colour(part) : part}
        </span>
      )),
    [shown, isColoured],
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it. */}
      <section class="code" aria-label={label} tabIndex={0}>
        <pre>{parts}</pre>
      </section>
      {isCut && (
        <Button onClick={() => setWhole(text)}>{texts.value.answer.showAll(text.length)}</Button>
      )}
    </>
  );
}

function colour(json: string) {
  return tokensOf(json).map(({ text, kind }, i) =>
    kind === '' ? (
      text
    ) : (
      <span class={`json-${kind}`} key={i}>
        {text}
      </span>
    ),
  );
}

/** The headers of a message, folded; `of` names the message. */
export function HeadersBlock({ of, headers }: { of: string; headers: HeaderMap }) {
  const t = texts.value.answer;
  return (
    <details>
      <summary>{t.headers(Object.keys(headers).length)}</summary>
      <CodeBlock label={t.headersOf(of)} text={headerLines(headers)} />
    </details>
  );
}
