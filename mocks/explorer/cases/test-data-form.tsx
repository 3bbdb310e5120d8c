import { providerToken } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { bind, TextField } from '../ui/fields.tsx';
import { countOf } from '../ui/format.ts';
import { catalogue } from './catalogue.ts';
import {
  clearQuarantine,
  quarantinedCount,
  secondToken,
  testDataErrors,
  testDataTexts,
} from './test-data.ts';

/** The test data for the provider. */
export function TestDataForm({ provider }: { provider: string }) {
  return (
    <section class="test-data" aria-label="Test data">
      <p>
        <strong>Requests go to {provider}.</strong> Cases add, edit and delete items there, use only
        the test data below, and clean up. They overwrite existing items that you name.
      </p>
      {providerToken.value === '' && (
        <p>Enter the provider token above. Most cases cannot run without it.</p>
      )}
      <div class="fields">
        <TextField
          label="Second token"
          type="password"
          autocomplete="off"
          placeholder="Token of another account"
          title="For cases with two accounts; kept in memory only"
          {...bind(secondToken)}
        />
        {catalogue.value?.identifiers.map(({ name, says }) => (
          <TextField
            key={name}
            label={name}
            value={testDataTexts.value[name] ?? ''}
            hint={says}
            error={testDataErrors.value[name] ?? ''}
            onChange={(text) => {
              testDataTexts.value = { ...testDataTexts.value, [name]: text };
            }}
          />
        ))}
      </div>
      {quarantinedCount.value > 0 && (
        <p>
          {countOf(quarantinedCount.value, 'value')} skipped: items that could not be deleted may
          still use them. <Button onClick={clearQuarantine}>Use them again</Button>
        </p>
      )}
    </section>
  );
}
