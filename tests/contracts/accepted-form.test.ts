import { expect, onTestFinished, test } from 'vitest';
import { verify } from '../../contracts/index.ts';
import { createMock } from '../../mocks/index.ts';

test.each(['integer', 'string'])(
  'where a field is accepted as %s alone, everything else is tried with that form',
  async (form) => {
    const mock = await createMock({ switches: { 'D3.sent': form, 'D8.invalid': '403' } });
    onTestFinished(() => mock.close());
    const report = await verify({
      provider: await mock.listen(),
      token: 'token-one',
      checks: ['number-added-is-read', 'number-add-port-integer', 'number-add-port-text'],
    });
    expect(report.exitCode).toBe(0);
    const outcomes = report.results.map(({ id, outcome }) => [id, outcome]);
    expect(outcomes).toContainEqual(['number-added-is-read', 'kept']);
  },
);
