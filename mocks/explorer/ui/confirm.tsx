import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../data/texts.ts';
import { Button } from './button.tsx';

/**
 * Asks before an action. Cancel has the focus first; afterwards the button that asked has it again. Escape
 * cancels.
 */
export function Confirm({
  question,
  action,
  onConfirm,
  onCancel,
}: {
  question: string;
  /** What the button says that confirms. */
  action: string;
  onConfirm(): void;
  onCancel(): void;
}) {
  const cancelButton = useRef<HTMLButtonElement>(null);
  const asker = useRef<Element>(null);
  // Once: a view that renders again must not move the focus.
  useEffect(() => {
    asker.current = document.activeElement;
    cancelButton.current?.focus();
  }, []);
  const close = (then: () => void) => () => {
    if (asker.current instanceof HTMLElement) asker.current.focus();
    then();
  };
  const cancel = close(onCancel);
  return (
    <fieldset
      class="confirm"
      onKeyDown={({ key }) => {
        if (key === 'Escape') cancel();
      }}
    >
      <legend>{question}</legend>
      <Button onClick={close(onConfirm)}>{action}</Button>
      <Button ref={cancelButton} onClick={cancel}>
        {texts.value.common.cancel}
      </Button>
    </fieldset>
  );
}
