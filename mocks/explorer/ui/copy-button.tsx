import { useState } from 'preact/hooks';

/** Copies a text that is made when it is asked for. */
export function CopyButton({ label, text }: { readonly label: string; text(): string }) {
  const [told, setTold] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setTold('Copied');
    } catch {
      setTold('The browser did not let me copy');
    }
  };
  return (
    <span class="copy">
      <button type="button" onClick={copy} onBlur={() => setTold('')}>
        {label}
      </button>
      <span role="status">{told}</span>
    </span>
  );
}
