import type { ComponentProps } from 'preact';

/** A button that does not submit a form; takes the attributes of `<button>`. */
export function Button(props: ComponentProps<'button'>) {
  return <button type="button" {...props} />;
}
