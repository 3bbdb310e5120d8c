import { signal } from '@preact/signals';
import { token } from '../data/session.ts';
import './scope.css';

/** Whose behaviour is changed: that of every account, or of the one that the token names. */
export const scope = signal<'all' | 'me'>('me');

/** Where the control API keeps something of the chosen scope. */
export function pathIn(where: 'all' | 'me', name: string): string {
  return where === 'all' ? name : `accounts/me/${name}`;
}

/** Chooses whose behaviour is changed. */
export function ScopeChoice({ name }: { readonly name: string }) {
  return (
    <fieldset class="choice">
      <legend>{name}</legend>
      <label>
        <input
          type="radio"
          name={name}
          checked={scope.value === 'me'}
          onChange={() => {
            scope.value = 'me';
          }}
        />{' '}
        only the account of the token <code>{token.value === '' ? '(none)' : token.value}</code>
      </label>
      <label>
        <input
          type="radio"
          name={name}
          checked={scope.value === 'all'}
          onChange={() => {
            scope.value = 'all';
          }}
        />{' '}
        all accounts
      </label>
    </fieldset>
  );
}
