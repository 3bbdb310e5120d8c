import { useState } from 'preact/hooks';
import { messageOf } from '../data/control-client.ts';
import { texts } from '../data/texts.ts';
import type { ControlData } from '../data/use-control-data.ts';

/** The last action of a component: running, done with a message, or failed. */
export interface Action {
  readonly busy: boolean;
  /** What was done; empty while there is nothing to say. */
  readonly message: string;
  /** What the action threw; undefined where it did not fail. */
  readonly error: unknown;
  /** Runs an action and keeps its outcome; resolves to whether it succeeded. */
  run(work: () => Promise<unknown>, message?: string): Promise<boolean>;
  /** Forgets the last outcome. */
  clear(): void;
}

const idle = { busy: false, message: '', error: undefined };

/** Runs the actions of a component and keeps the outcome of the last one. */
export function useAction(): Action {
  const [outcome, setOutcome] = useState<Pick<Action, 'busy' | 'message' | 'error'>>(idle);
  return {
    ...outcome,
    async run(work, message = '') {
      setOutcome({ ...idle, busy: true });
      try {
        await work();
        setOutcome({ ...idle, message });
        return true;
      } catch (error) {
        setOutcome({ ...idle, error });
        return false;
      }
    },
    clear: () => setOutcome(idle),
  };
}

/** The outcome of the last action. */
export function ActionStatus({ action: { message, error } }: { action: Action }) {
  return (
    <>
      <p role="status" class="quiet">
        {message}
      </p>
      <Failure text={error === undefined ? '' : messageOf(error)} />
    </>
  );
}

/** Says that data is being loaded, or why it could not be; nothing once it is loaded. */
export function LoadStatus({ data: { value, failure } }: { data: ControlData<unknown> }) {
  if (failure !== '') return <Failure text={failure} />;
  return value === undefined ? <p class="empty">{texts.value.common.loading}</p> : null;
}

/** An error message; nothing where the text is empty. */
export function Failure({ text }: { text: string }) {
  return text === '' ? null : (
    <p class="failure" role="alert">
      {text}
    </p>
  );
}
