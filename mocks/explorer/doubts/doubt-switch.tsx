import { useState } from 'preact/hooks';
import type { Doubt } from '../../../spec/index.ts';
import { type ControlRequest, control } from '../data/control-client.ts';
import { token } from '../data/session.ts';
import { type Loaded, sentenceOf } from '../data/use-loaded.ts';
import { Prose } from '../ui/prose.tsx';
import { pathIn, ScopeChoice, scope } from '../ui/scope.tsx';
import type { ShownSwitch } from './shown-switch.ts';

/** The switch of a doubt: how the mock is made to behave otherwise. */
export function DoubtSwitch({
  doubt,
  switches,
}: {
  readonly doubt: Doubt;
  readonly switches: Loaded<ShownSwitch[]>;
}) {
  const [failure, setFailure] = useState('');
  const [told, setTold] = useState('');
  const position = switches.value?.find((one) => one.doubt === doubt.id);
  const path = pathIn(scope.value, 'switches');
  const ask = async (request: ControlRequest, done: string, at = path) => {
    setTold('');
    try {
      switches.set(await control(at, { ...request, token: token.value }));
      setFailure('');
      setTold(done);
    } catch (error) {
      setFailure(sentenceOf(error));
      // The radio button that was clicked shows what is not so.
      switches.reload();
    }
  };
  const turn = (value: string) =>
    ask({ method: 'PUT', body: { [doubt.id]: value } }, `Turned to ${value}.`);
  const isAnyTurned = switches.value?.some((one) => one.turned) ?? false;
  const problem = failure || switches.failure;
  return (
    <section class="card switch" aria-label="Switch">
      <h2>Switch</h2>
      <ScopeChoice name="It is turned for" />
      {position === undefined && problem === '' && <p class="empty">Loading the switches…</p>}
      {position !== undefined && (
        <fieldset class="choice">
          <legend>The mock</legend>
          {Object.entries(position.values).map(([value, does]) => (
            <label key={value}>
              <input
                type="radio"
                name={`switch-${doubt.id}`}
                checked={position.value === value}
                onChange={() => void turn(value)}
              />{' '}
              <span>
                <code>{value}</code>{' '}
                {value === position.default && <span class="tag">default</span>}{' '}
                <Prose text={does} />
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <div class="actions">
        {position !== undefined && (
          <button
            type="button"
            disabled={!position.turned}
            onClick={() => void ask({ method: 'DELETE' }, 'It is put back.', `${path}/${doubt.id}`)}
          >
            Put it back
          </button>
        )}
        <button
          type="button"
          disabled={!isAnyTurned}
          title={
            scope.value === 'me'
              ? 'Lets the positions for all accounts show again'
              : 'Puts every switch back to its default'
          }
          onClick={() => void ask({ method: 'DELETE' }, 'All switches are put back.')}
        >
          Put all switches back
        </button>
        <span role="status" class="told">
          {told}
        </span>
      </div>
      {problem !== '' && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
