import { providerToken } from '../data/session.ts';
import { catalogue } from './catalogue.ts';
import { goneCount, lendAgain, lendingMistakes, lentTexts, secondToken } from './identifiers.ts';

/** What the cases may use at the provider; nothing of it is kept beyond this page. */
export function Lending({ provider }: { readonly provider: string }) {
  return (
    <section class="lending" aria-label="What is lent">
      <p>
        <strong>Requests go to {provider}.</strong> Cases add, edit and delete there, with what is
        lent here, and delete again what they made. What names an item that has to be there is
        overwritten.
      </p>
      {providerToken.value === '' && (
        <p>Give the provider's token above; without one most cases could not run.</p>
      )}
      <div class="fields">
        <label>
          Second token
          <input
            type="password"
            value={secondToken.value}
            autocomplete="off"
            placeholder="of another account"
            title="For cases about two accounts; kept in memory only"
            onInput={({ currentTarget }) => {
              secondToken.value = currentTarget.value;
            }}
          />
        </label>
        {catalogue.value?.identifiers.map(({ name, says }) => {
          const mistake = lendingMistakes.value[name];
          return (
            <div class="lent" key={name}>
              <label>
                {name}
                <input
                  value={lentTexts.value[name] ?? ''}
                  spellcheck={false}
                  aria-invalid={mistake !== undefined}
                  aria-describedby={`lent-${name}`}
                  onInput={({ currentTarget }) => {
                    lentTexts.value = { ...lentTexts.value, [name]: currentTarget.value };
                  }}
                />
              </label>
              <div id={`lent-${name}`}>
                <small>{says}</small>
                {mistake !== undefined && <p class="failure">{mistake}</p>}
              </div>
            </div>
          );
        })}
      </div>
      {goneCount.value > 0 && (
        <p>
          {goneCount.value} of them may be held by what could not be deleted, and are lent no more.{' '}
          <button type="button" onClick={lendAgain}>
            Lend them again
          </button>
        </p>
      )}
    </section>
  );
}
