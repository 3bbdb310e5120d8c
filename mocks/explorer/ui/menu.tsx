import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './menu.css';

/**
 * A button that opens a panel below it, for example a list of actions. It closes on Escape, on a click
 * outside, when the focus leaves it, and after a click on what has `data-closes`.
 */
export function Menu({
  label,
  name,
  class: className = '',
  children,
}: {
  label: ComponentChildren;
  /** What assistive technology calls the button, where its label does not say it. */
  name?: string;
  class?: string;
  children: ComponentChildren;
}) {
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const { current } = place;
      if (!current?.open) return;
      const isInside = event.target instanceof Node && current.contains(event.target);
      const isKey = event instanceof KeyboardEvent;
      if (isKey ? event.key !== 'Escape' : isInside) return;
      current.open = false;
      if (isKey) current.querySelector('summary')?.focus();
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('keydown', close);
    };
  }, []);
  const closeAfter = ({ target }: Event) => {
    const { current } = place;
    if (!(target instanceof Element) || target.closest('[data-closes]') === null) return;
    if (current !== null) current.open = false;
  };
  const closeBehind = ({ relatedTarget }: FocusEvent) => {
    const { current } = place;
    // A click on what takes no focus, such as a text in the panel, leaves it to nobody.
    if (!(relatedTarget instanceof Node) || current?.contains(relatedTarget)) return;
    if (current !== null) current.open = false;
  };
  return (
    <details
      ref={place}
      class={`menu ${className}`}
      onToggle={keepInWindow}
      onFocusOut={closeBehind}
    >
      <summary aria-label={name}>
        <span class="menu-label">{label}</span>
      </summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons in it take the keys. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it take the clicks. */}
      <div class="menu-panel" onClick={closeAfter}>
        {children}
      </div>
    </details>
  );
}

// A button near the right edge would open a panel beyond it, which would make the page wider.
function keepInWindow({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }): void {
  const panel = currentTarget.querySelector<HTMLElement>('.menu-panel');
  if (panel === null) return;
  panel.style.insetInlineStart = '';
  const { right } = panel.getBoundingClientRect();
  const beyond = right - document.documentElement.clientWidth;
  if (beyond > 0) panel.style.insetInlineStart = `${-beyond - 8}px`;
}
