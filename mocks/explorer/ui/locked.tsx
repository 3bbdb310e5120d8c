import { connect } from '../data/connection.ts';
import { controlToken } from '../data/control-client.ts';
import { lockedBecause } from '../data/session.ts';

/** Asks for the control token. */
export function Locked() {
  const unlock = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    controlToken.value = String(form.get('token') ?? '');
    void connect();
  };
  return (
    <form class="card" onSubmit={unlock}>
      <h1>The control API is locked</h1>
      <p>Give the token that the mock was started with (--control-token).</p>
      {lockedBecause.value !== '' && <p role="alert">{lockedBecause.value}</p>}
      <label>
        Control token <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Open</button>
    </form>
  );
}
