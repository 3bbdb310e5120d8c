import { connect } from '../data/connection.ts';
import { controlToken } from '../data/control-client.ts';
import { lockReason } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Failure } from './action.tsx';

/** Asks for the control token. */
export function ControlTokenForm() {
  const unlock = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    controlToken.value = String(form.get('token') ?? '');
    connect();
  };
  const t = texts.value.frame;
  return (
    <form class="card" onSubmit={unlock}>
      <h1>{t.locked}</h1>
      <p>{t.lockedHelp}</p>
      <Failure text={lockReason.value} />
      <label>
        {t.controlToken} <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit" class="primary">
        {t.unlock}
      </button>
    </form>
  );
}
