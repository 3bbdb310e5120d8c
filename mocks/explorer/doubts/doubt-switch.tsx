import { useState } from 'preact/hooks';
import type { SwitchView } from '../../control/behaviour-routes.ts';
import { type ControlRequest, control } from '../data/control-client.ts';
import { token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import type { ControlData } from '../data/use-control-data.ts';
import { ActionStatus, LoadStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/fields.tsx';
import { Prose } from '../ui/prose.tsx';
import { ScopeField, scope, scopedPath } from '../ui/scope.tsx';

/** A switch by its key, and the switches of the current scope. */
export interface SwitchProps {
  readonly id: string;
  readonly switches: ControlData<SwitchView[]>;
}

/** Sets and resets the switch of a doubt. */
export function DoubtSwitch({ id, switches }: SwitchProps) {
  const t = texts.value.doubts;
  const action = useAction();
  const [pending, setPending] = useState<string>();
  const current = switches.value?.find((one) => one.doubt === id);
  const path = scopedPath(scope.value, 'switches');
  const change = (request: ControlRequest, message: string, at = path) =>
    action.run(
      async () => switches.set(await control(at, { ...request, token: token.value })),
      message,
    );
  const set = async (value: string) => {
    setPending(value);
    await change({ method: 'PUT', body: { [id]: value } }, t.wasSet(value));
    setPending(undefined);
  };
  const isMine = scope.value === 'me';
  return (
    <section class="card switch" aria-label={t.switchHeading}>
      <h2>
        {t.switchHeading}{' '}
        {current !== undefined && current.value !== current.default && (
          <span class="tag changed">{t.changedTag}</span>
        )}
      </h2>
      <ScopeField />
      <LoadStatus data={switches} />
      {current !== undefined && (
        <RadioGroup
          legend={t.value}
          value={pending ?? current.value}
          options={Object.fromEntries(
            Object.entries(current.values).map(([value, effect]) => [
              value,
              <>
                <code>{value}</code>{' '}
                {value === current.default && <span class="tag">{t.default}</span>}{' '}
                <Prose text={effect} />
              </>,
            ]),
          )}
          onChange={(value) => void set(value)}
        />
      )}
      <div class="actions">
        <Button
          disabled={!current?.turned}
          title={isMine ? t.resetMineHint : t.resetHint}
          onClick={() => void change({ method: 'DELETE' }, t.wasReset, `${path}/${id}`)}
        >
          {isMine ? t.resetMine : t.reset}
        </Button>
        <Button
          disabled={!switches.value?.some((one) => one.turned)}
          title={isMine ? t.resetMineHint : t.resetHint}
          onClick={() => void change({ method: 'DELETE' }, t.allReset)}
        >
          {t.resetAll}
        </Button>
      </div>
      <ActionStatus action={action} />
    </section>
  );
}
