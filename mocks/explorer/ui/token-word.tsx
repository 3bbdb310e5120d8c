import { wordOfToken } from '../data/account-names.ts';
import { texts } from '../data/texts.ts';
import './token-word.css';

/** A token, cut in the middle if it is long; the whole is its tooltip. */
export function TokenWord({ token }: { token: string }) {
  if (token === '') return <em>{texts.value.common.noToken}</em>;
  return (
    <code class="token-word" title={token}>
      {wordOfToken(token)}
    </code>
  );
}
