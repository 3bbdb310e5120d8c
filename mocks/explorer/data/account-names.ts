import { effect, signal } from '@preact/signals';
import { control } from './control-client.ts';
import { connection, contract, token } from './session.ts';
import { isLike, isMapOf, isString, storedSignal } from './stored-signal.ts';

/** What people call an account. */
interface KnownAccount {
  /** The token that was typed in this browser, cut if it is long; empty for none. */
  readonly word: string;
  /** The name that the user gave it; empty for none. */
  readonly name: string;
}

const longestWord = 24;

// The oldest are forgotten first.
const mostKnown = 500;

/** The known accounts by id. */
const known = storedSignal<Readonly<Record<string, KnownAccount>>>(
  'accounts',
  {},
  isMapOf(isLike({ word: '', name: '' })),
  'browser',
);

// Whole tokens may be secrets, and only this tab needs them.
const tokens = storedSignal<Readonly<Record<string, string>>>(
  'account-tokens',
  {},
  isMapOf(isString),
);

/** The id of the account of the page's token; undefined until the mock told it. */
export const ownAccount = signal<string | undefined>(undefined);

/** A token as people recognize it: a long one is cut in the middle. */
export function wordOfToken(whole: string): string {
  if (whole.length <= longestWord) return whole;
  return `${whole.slice(0, 12)}…${whole.slice(-11)}`;
}

/** The name of an account: as the user named it, else the word that was typed as its token, else its id. */
export function nameOfAccount(id: string): string {
  const { name, word } = known.value[id] ?? { name: '', word: '' };
  return name || word || id;
}

/** The token of an account; undefined if this tab does not know the whole of it. */
export function tokenOfAccount(id: string): string | undefined {
  if (id === 'anonymous') return '';
  const word = known.value[id]?.word;
  return tokens.value[id] ?? (word === undefined || word.includes('…') ? undefined : word);
}

/** Names an account; the empty name gives back the word of its token. */
export function nameAccount(id: string, name: string): void {
  know(id, { word: '', ...known.value[id], name: name.trim() });
}

/** The ids of other accounts with the same word, latest first: after a restart of the mock, a token has another id. */
export function namesakesOf(id: string): readonly string[] {
  const word = known.value[id]?.word ?? '';
  const same = Object.keys(known.value).filter((one) => known.value[one]?.word === word);
  return word === '' ? [] : same.filter((one) => one !== id).reverse();
}

const asked = new Map<string, Promise<string>>();

/**
 * Asks the mock for the id of a token's account, once, and keeps the token as a name of it. This creates no
 * account.
 * @throws ControlError if the mock does not tell it
 */
export function rememberToken(whole: string): Promise<string> {
  const key = `${contract.value?.instance} ${whole}`;
  const found = asked.get(key) ?? ask(whole);
  asked.set(key, found);
  found.catch(() => asked.delete(key));
  return found;
}

async function ask(whole: string): Promise<string> {
  const { id } = await control<{ readonly id: string }>('accounts/me', { token: whole });
  if (whole === '') return id;
  const word = wordOfToken(whole);
  const before = known.value[id] ?? Object.values(known.value).findLast((one) => one.word === word);
  know(id, { word, name: before?.name ?? '' });
  if (word !== whole) tokens.value = { ...tokens.value, [id]: whole };
  return id;
}

function know(id: string, account: KnownAccount): void {
  const { [id]: _, ...others } = known.value;
  const latest = Object.entries(others).slice(1 - mostKnown);
  known.value = { ...Object.fromEntries(latest), [id]: account };
}

effect(() => {
  const { value } = token;
  if (connection.value !== 'up') return;
  rememberToken(value).then(
    (id) => {
      if (token.value === value) ownAccount.value = id;
    },
    () => {},
  );
});
