import { afterAll, beforeAll, describe } from 'vitest';
import {
  hasPostgres,
  installPostgres,
  type Postgres,
  postgresVariants,
  startPostgres,
} from '../providers/stacks/index.ts';
import { testStacks } from './stacks-tests.ts';

// Without PostgreSQL the tests are skipped; where `CI` is set they fail.
describe.skipIf(!hasPostgres && !process.env.CI)(`with PostgreSQL (${installPostgres})`, () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.close());

  testStacks(postgresVariants, (variant) => variant.start(postgres));
});
