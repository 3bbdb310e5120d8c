import { mergeConfig } from 'vitest/config';
import all from '../../vitest.config.ts';

/** Every lawful provider with every check, of which `npm test` runs a third. */
export default mergeConfig(all, {
  test: { include: ['tests/proof/lawful-*.test.ts'], env: { PROOF: 'whole' } },
});
