import type { ComponentChildren } from 'preact';

/** A term and its description, within a `dl`. */
export function Definition({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
