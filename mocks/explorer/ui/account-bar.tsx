import { chooseTarget, contract, providerToken, target, token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { bind, SelectField, TextField } from './fields.tsx';

/** Chooses where requests go, and with which token. */
export function AccountBar() {
  const t = texts.value.frame;
  const provider = contract.value?.provider ?? '';
  return (
    <div class="account-bar">
      {provider !== '' && (
        <SelectField
          label={t.sendTo}
          options={[
            ['mock', t.mock],
            ['provider', t.provider],
          ]}
          value={target.value}
          onChange={chooseTarget}
        />
      )}
      {target.value === 'mock' ? (
        // Committed as a whole: each value is the token of an account.
        <TextField
          label={t.token}
          placeholder={t.token}
          autocomplete="off"
          title={t.tokenHint}
          lazy
          {...bind(token)}
        />
      ) : (
        <TextField
          label={t.providerToken}
          placeholder={t.token}
          type="password"
          autocomplete="off"
          title={t.providerTokenHint}
          {...bind(providerToken)}
        />
      )}
    </div>
  );
}
