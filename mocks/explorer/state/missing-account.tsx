import { useEffect, useState } from 'preact/hooks';
import {
  nameOfAccount,
  namesakesOf,
  rememberToken,
  tokenOfAccount,
} from '../data/account-names.ts';
import { linkTo } from '../data/router.ts';
import { contract } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Failure } from '../ui/action.tsx';

/** Says why there is no account with an id, and leads to what its token has now. */
export function MissingAccount({ id, failure }: { id: string; failure: string }) {
  const t = texts.value.state;
  const word = nameOfAccount(id);
  const now = useIdNow(id);
  const isKnown = word !== id;
  const isUnused = now === id;
  return (
    <>
      <Failure text={isUnused ? t.unused(word) : failure} />
      {isKnown && !isUnused && contract.value?.store.lasts === false && (
        <p>{t.ofEarlierStart(word)}</p>
      )}
      <p class="links">
        {isKnown && now !== undefined && !isUnused && (
          <a href={linkTo('state', now)}>{t.showAccountOf(word)}</a>
        )}{' '}
        <a href={linkTo('state')}>{t.showOwnAccount}</a>
      </p>
    </>
  );
}

/** The id that the token of an account has since the mock was started again; undefined if nobody knows it. */
function useIdNow(id: string): string | undefined {
  const [now, setNow] = useState<string>();
  const { instance } = contract.value ?? {};
  useEffect(() => {
    const token = tokenOfAccount(id);
    setNow(token === undefined ? namesakesOf(id)[0] : undefined);
    if (token === undefined) return;
    let isCurrent = true;
    rememberToken(token).then(
      (found) => {
        if (isCurrent) setNow(found);
      },
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [id, instance]);
  return now;
}
