import { providerToken } from '../data/session.ts';
import { storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { bind, TextField } from '../ui/fields.tsx';
import { catalogue } from './catalogue.ts';
import {
  clearQuarantine,
  quarantinedCount,
  secondToken,
  testDataErrors,
  testDataTexts,
} from './test-data.ts';

const isOpen = storedSignal('test-data-open', false, (value) => typeof value === 'boolean');

/** The second token and the test data for the provider. */
export function TestDataForm({ provider }: { provider: string }) {
  const t = texts.value.cases;
  const isWrong = Object.keys(testDataErrors.value).length > 0;
  return (
    <section class="test-data" aria-label={t.testData}>
      <p>
        <strong>{t.requestsGoTo(provider)}</strong> {t.testDataHint}
      </p>
      {providerToken.value === '' && <p>{t.enterToken}</p>}
      <TextField
        label={t.secondToken}
        type="password"
        autocomplete="off"
        placeholder={t.secondTokenPlaceholder}
        title={t.secondTokenHint}
        {...bind(secondToken)}
      />
      <details
        open={isOpen.value || isWrong}
        onToggle={({ currentTarget: { open } }) => {
          if (!isWrong) isOpen.value = open;
        }}
      >
        <summary>{t.testData}</summary>
        <div class="fields">
          {catalogue.value?.identifiers.map(({ name, says }) => (
            <TextField
              key={name}
              label={name}
              value={testDataTexts.value[name] ?? ''}
              hint={says}
              placeholder={t.noTestData}
              error={testDataErrors.value[name] ?? ''}
              onChange={(text) => {
                testDataTexts.value = { ...testDataTexts.value, [name]: text };
              }}
            />
          ))}
        </div>
      </details>
      {quarantinedCount.value > 0 && (
        <p>
          {t.quarantined(quarantinedCount.value)}{' '}
          <Button onClick={clearQuarantine}>{t.useAgain}</Button>
        </p>
      )}
    </section>
  );
}
