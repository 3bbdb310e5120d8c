import { connect } from '../data/connection.ts';
import { controlToken } from '../data/control-client.ts';
import { lockReason } from '../data/session.ts';
import { Failure } from './action.tsx';

/** Asks for the control token. */
export function ControlTokenForm() {
  const unlock = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    controlToken.value = String(form.get('token') ?? '');
    void connect();
  };
  return (
    <form class="card" onSubmit={unlock}>
      <h1>Control API locked</h1>
      <p>Enter the token that the mock was started with (--control-token).</p>
      <Failure text={lockReason.value} />
      <label>
        Control token <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Unlock</button>
    </form>
  );
}
