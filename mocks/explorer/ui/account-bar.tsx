import { contract, providerToken, target, token } from '../data/session.ts';

/** Who is asked, and with which token. */
export function AccountBar() {
  const provider = contract.value?.provider ?? undefined;
  return (
    <div class="account-bar">
      {provider !== undefined && (
        <label>
          Ask{' '}
          <select
            value={target.value}
            onChange={({ currentTarget }) => {
              target.value = currentTarget.value as 'mock' | 'provider';
            }}
          >
            <option value="mock">the mock</option>
            <option value="provider">{provider}</option>
          </select>
        </label>
      )}
      {target.value === 'mock' ? (
        <label>
          Token{' '}
          <input
            value={token.value}
            autocomplete="off"
            spellcheck={false}
            title="Each token is an account of its own"
            onInput={({ currentTarget }) => {
              token.value = currentTarget.value;
            }}
          />
        </label>
      ) : (
        <label>
          Provider's token{' '}
          <input
            type="password"
            value={providerToken.value}
            autocomplete="off"
            title="Kept in memory only"
            onInput={({ currentTarget }) => {
              providerToken.value = currentTarget.value;
            }}
          />
        </label>
      )}
    </div>
  );
}
