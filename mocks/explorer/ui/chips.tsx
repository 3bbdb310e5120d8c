import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import './chips.css';

/** Chips of which one is chosen, or none: the value is then ''. Clicking the chosen one chooses none. */
export function Chips<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  /** Names the row for assistive technology. */
  label: string;
  value: Value | '';
  /** Each with what it shows, and a class for its colour. */
  options: readonly {
    readonly value: Value;
    readonly text: ComponentChildren;
    readonly class?: string;
    readonly title?: string;
  }[];
  onChange(value: Value | ''): void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a block with a legend.
    <div class="chips" role="group" aria-label={label}>
      {options.map((one) => (
        <Button
          key={one.value}
          class={`chip ${one.class ?? ''}`}
          aria-pressed={one.value === value}
          title={one.title}
          onClick={() => onChange(one.value === value ? '' : one.value)}
        >
          {one.text}
        </Button>
      ))}
    </div>
  );
}
