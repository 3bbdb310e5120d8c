import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

/** Copies a text, which is created on click. */
export function CopyButton({ label, text }: { label: string; text(): string }) {
  const [status, setStatus] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setStatus('Copied');
    } catch {
      setStatus('The browser denied access to the clipboard');
    }
  };
  return (
    <span class="copy">
      <Button onClick={copy} onBlur={() => setStatus('')}>
        {label}
      </Button>
      <span role="status">{status}</span>
    </span>
  );
}
