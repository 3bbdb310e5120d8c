import { token } from '../data/session.ts';
import { isOneOf, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { bind, RadioGroup } from './fields.tsx';
import { TokenWord } from './token-word.tsx';

/** What a setting applies to: the account of the page's token, or all accounts. */
export type Scope = 'me' | 'all';

/** The current scope. */
export const scope = storedSignal<Scope>('scope', 'me', isOneOf('me', 'all'));

/** The path of a setting in a scope. */
export function scopedPath(where: Scope, name: string): string {
  return where === 'all' ? name : `accounts/me/${name}`;
}

/** Chooses the scope. */
export function ScopeField() {
  const t = texts.value.faults;
  const mine = (
    <>
      {t.thisAccountOnly} (<TokenWord token={token.value} />)
    </>
  );
  return (
    <RadioGroup legend={t.appliesTo} options={{ me: mine, all: t.allAccounts }} {...bind(scope)} />
  );
}
