import { signal } from '@preact/signals';
import { token } from '../data/session.ts';
import { bind, RadioGroup } from './fields.tsx';

/** What a setting applies to: the account of the page's token, or all accounts. */
export type Scope = 'me' | 'all';

/** The current scope. */
export const scope = signal<Scope>('me');

/** The path of a setting in a scope. */
export function scopedPath(where: Scope, name: string): string {
  return where === 'all' ? name : `accounts/me/${name}`;
}

/** Chooses the scope. */
export function ScopeField() {
  const mine = (
    <>
      This account only (token <code>{token.value === '' ? 'none' : token.value}</code>)
    </>
  );
  return (
    <RadioGroup legend="Applies to" options={{ me: mine, all: 'All accounts' }} {...bind(scope)} />
  );
}
