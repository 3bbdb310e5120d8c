import type { SwitchView } from '../../control/behaviour-routes.ts';
import { useBehaviour } from '../data/behaviour.ts';
import { control } from '../data/control-client.ts';
import { token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { scope, scopedPath } from '../ui/scope.tsx';
import type { SwitchData } from './switch-data.ts';

/** Says whom the mock behaves as, and turns that back at once; nothing without a profile. */
export function ProfileLine({ switches }: { switches: SwitchData }) {
  const t = texts.value.doubts;
  const { thisAccountOnly, allAccounts } = texts.value.faults;
  const action = useAction();
  const profile = useBehaviour()?.profile;
  if (!profile) return null;
  const seen = switches.value?.filter((one) => one.profile !== null) ?? [];
  const differing = seen.filter((one) => one.profile?.is !== one.default);
  const { provider, date } = profile;
  const toAll = (position: (one: SwitchView) => string | undefined, message: string) => {
    const body = Object.fromEntries(seen.map((one) => [one.doubt, position(one)]));
    const request = { method: 'PUT', body, token: token.value } as const;
    const path = scopedPath(scope.value, 'switches');
    return action.run(async () => switches.set(await control(path, request)), message);
  };
  const title = scope.value === 'me' ? thisAccountOnly : allAccounts;
  return (
    <section class="profile-line" aria-label={t.profile}>
      <p class="banner told">{t.behavesAs(provider ?? t.aProvider, date, differing.length)}</p>
      {seen.length > 0 && (
        <div class="actions">
          <Button title={title} onClick={() => void toAll((one) => one.default, t.wasStrict)}>
            {t.toStrict}
          </Button>
          <Button title={title} onClick={() => void toAll((one) => one.profile?.is, t.wasProfile)}>
            {t.toProfile}
          </Button>
        </div>
      )}
      <ActionStatus action={action} />
    </section>
  );
}
