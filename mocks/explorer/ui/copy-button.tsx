import { useState } from 'preact/hooks';
import { texts } from '../data/texts.ts';
import { Button } from './button.tsx';

/** Copies a text, which is created on click. */
export function CopyButton({ label, text }: { label: string; text(): string }) {
  const [status, setStatus] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setStatus(texts.value.common.copied);
    } catch {
      setStatus(texts.value.common.noClipboard);
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
