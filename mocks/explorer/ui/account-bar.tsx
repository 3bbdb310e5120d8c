import { contract, providerToken, target, token } from '../data/session.ts';
import { bind, SelectField, TextField } from './fields.tsx';

/** Chooses where requests go, and with which token. */
export function AccountBar() {
  const provider = contract.value?.provider ?? '';
  return (
    <div class="account-bar">
      {provider !== '' && (
        <SelectField
          label="Send to"
          options={[
            ['mock', 'Mock'],
            ['provider', provider],
          ]}
          {...bind(target)}
        />
      )}
      {target.value === 'mock' ? (
        <TextField
          label="Token"
          autocomplete="off"
          title="Each token has its own account"
          {...bind(token)}
        />
      ) : (
        <TextField
          label="Provider token"
          type="password"
          autocomplete="off"
          title="Kept in memory only"
          {...bind(providerToken)}
        />
      )}
    </div>
  );
}
