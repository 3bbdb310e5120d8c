import type { AccountSummary } from '../../accounts/turns.ts';
import { nameAccount, nameOfAccount, tokenOfAccount } from '../data/account-names.ts';
import { navigate } from '../data/router.ts';
import { token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { useControlData } from '../data/use-control-data.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Menu } from '../ui/menu.tsx';

// Nobody reads a longer list; the address takes any account.
const mostOptions = 200;

/** The accounts of the mock as options of a choice: each with its name and how many items it has. */
export function useAccountOptions(version: unknown) {
  const { value: accounts = [], reload } = useControlData<AccountSummary[]>(
    'accounts',
    undefined,
    version,
  );
  const options = accounts.slice(0, mostOptions).map(({ id, items }) => {
    const count = Object.values(items).reduce((sum, one) => sum + one, 0);
    return [id, `${accountLabel(id)} · ${texts.value.common.items(count)}`] as const;
  });
  return { options, reload };
}

/** The name of an account; the one without a token has none of its own. */
export function accountLabel(id: string): string {
  const name = nameOfAccount(id);
  return name === 'anonymous' ? texts.value.common.noToken : name;
}

/** Chooses the account to show, and names it. */
export function AccountField({
  shown,
  chosen,
}: {
  /** The id of the account that is shown, once it is loaded. */
  shown: string | undefined;
  /** The id in the address; undefined for the account of the page's token. */
  chosen: string | undefined;
}) {
  const t = texts.value.state;
  const { options, reload } = useAccountOptions(shown);
  const own = chosen === undefined ? shown : undefined;
  const isMissing = chosen !== undefined && !options.some(([id]) => id === chosen);
  const known = shown === undefined ? undefined : tokenOfAccount(shown);
  return (
    <span class="account-field">
      <SelectField
        label={t.account}
        value={chosen ?? ''}
        options={[
          ['', t.ownAccount(own === undefined ? '' : accountLabel(own))],
          ...(isMissing ? [[chosen, accountLabel(chosen)] as const] : []),
          ...options.filter(([id]) => id !== own),
        ]}
        onFocus={reload}
        onChange={(id) => (id === '' ? navigate('state') : navigate('state', id))}
      />
      {shown !== undefined && (
        <Menu class="account-menu" label="✎" name={t.nameAccount}>
          <TextField
            label={t.accountName}
            lazy
            autocomplete="off"
            value={accountLabel(shown) === shown ? '' : accountLabel(shown)}
            hint={t.nameHint(shown)}
            onChange={(name) => nameAccount(shown, name)}
          />
          {chosen !== undefined && known !== undefined && (
            <Button
              data-closes
              onClick={() => {
                token.value = known;
                navigate('state');
              }}
            >
              {t.useToken}
            </Button>
          )}
        </Menu>
      )}
    </span>
  );
}
