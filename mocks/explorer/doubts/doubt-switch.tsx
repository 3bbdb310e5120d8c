import { useState } from 'preact/hooks';
import type { SwitchView } from '../../control/behaviour-routes.ts';
import type { ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import { type ControlRequest, control } from '../data/control-client.ts';
import { linkTo } from '../data/router.ts';
import { token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, LoadStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { RadioGroup, SelectField } from '../ui/fields.tsx';
import { Prose } from '../ui/prose.tsx';
import { ScopeField, scope, scopedPath } from '../ui/scope.tsx';
import { isTurned, type SwitchData } from './switch-data.ts';

interface SwitchesProps {
  /** The keys of the switches of a doubt. */
  readonly keys: readonly string[];
  readonly switches: SwitchData;
  readonly cases: ShownCatalogue['cases'] | undefined;
}

/** Sets and resets the switches of a doubt. */
export function DoubtSwitches({ keys, switches, cases }: SwitchesProps) {
  const t = texts.value.doubts;
  const action = useAction();
  const path = scopedPath(scope.value, 'switches');
  const change = (request: ControlRequest, message: string, at = path) =>
    action.run(
      async () => switches.set(await control(at, { ...request, token: token.value })),
      message,
    );
  const hint = scope.value === 'me' ? t.resetMineHint : t.resetHint;
  const heading = keys.length === 1 ? t.switchHeading : t.switchesHeading;
  const shown = switches.value?.filter(({ doubt }) => keys.includes(doubt)) ?? [];
  return (
    <section class="card switch" aria-label={heading}>
      <h2>{heading}</h2>
      <ScopeField />
      <LoadStatus data={switches} />
      {shown.map((one) => (
        <OneSwitch
          key={one.doubt}
          current={one}
          cases={cases}
          set={(value) => change({ method: 'PUT', body: { [one.doubt]: value } }, t.wasSet(value))}
          reset={() => change({ method: 'DELETE' }, t.wasReset, `${path}/${one.doubt}`)}
        />
      ))}
      <div class="actions">
        <Button
          disabled={!switches.value?.some((one) => one.turned)}
          title={hint}
          onClick={() => void change({ method: 'DELETE' }, t.allReset)}
        >
          {t.resetAll}
        </Button>
      </div>
      <ActionStatus action={action} />
    </section>
  );
}

// More radio buttons than this are harder to read than a list that opens.
const mostRadios = 4;

interface OneSwitchProps extends Pick<SwitchesProps, 'cases'> {
  readonly current: SwitchView;
  set(value: string): Promise<unknown>;
  reset(): Promise<unknown>;
}

function OneSwitch({ current, cases, set, reset }: OneSwitchProps) {
  const t = texts.value.doubts;
  const [pending, setPending] = useState<string>();
  const { doubt, values, profile, turned } = current;
  const value = pending ?? current.value;
  const onChange = async (wanted: string) => {
    setPending(wanted);
    await set(wanted);
    setPending(undefined);
  };
  const marksOf = (one: string) => [
    ...(one === current.default ? [t.default] : []),
    ...(one === profile?.is ? [t.profile] : []),
  ];
  const isMine = scope.value === 'me';
  const back = isMine ? t.resetMine : profile ? t.toProfilePosition : t.reset;
  const hint = isMine ? t.resetMineHint : profile ? t.toProfileHint : t.resetHint;
  const names = Object.keys(values);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the fieldset in it has the positions alone.
    <div class="one-switch" role="group" aria-label={doubt}>
      <h3>
        {doubt} {isTurned(current) && <span class="tag changed">{t.changedTag}</span>}
      </h3>
      {names.length > mostRadios ? (
        <>
          <SelectField
            label={t.value}
            value={value}
            options={names.map((one) => [one, [one, ...marksOf(one)].join(' · ')])}
            onChange={(wanted) => void onChange(wanted)}
          />
          <p>
            <Prose text={values[value] ?? ''} />
          </p>
        </>
      ) : (
        <RadioGroup
          legend={t.value}
          value={value}
          options={Object.fromEntries(
            names.map((one) => [
              one,
              <>
                <code>{one}</code>{' '}
                {marksOf(one).flatMap((mark) => [
                  <span key={mark} class="tag">
                    {mark}
                  </span>,
                  ' ',
                ])}
                <Prose text={values[one] ?? ''} />
              </>,
            ]),
          )}
          onChange={(wanted) => void onChange(wanted)}
        />
      )}
      {profile && <Evidence profile={profile} cases={cases} />}
      <div class="actions">
        <Button disabled={!turned} title={hint} onClick={() => void reset()}>
          {back}
        </Button>
      </div>
    </div>
  );
}

/** The position of the profile, and what showed it: cases by links, words of the verifier as code. */
function Evidence({
  profile: { is, seen },
  cases,
}: {
  profile: NonNullable<SwitchView['profile']>;
  cases: SwitchesProps['cases'];
}) {
  const t = texts.value.doubts;
  return (
    <p class="kinds">
      {t.inProfile} <code>{is}</code>
      {seen.length > 0 && <span>{t.seenBy}</span>}
      {seen.map((what) => {
        const found = cases?.find(({ id }) => id === what);
        return found ? (
          <a key={what} href={linkTo('cases', what)} title={found.says}>
            {what}
          </a>
        ) : (
          <code key={what}>{what}</code>
        );
      })}
    </p>
  );
}
