import { postgresVariants, workerVariants } from './database-variants.ts';
import { brokenGateways, gatewayVariants } from './gateway-variants.ts';
import { ruleVariants } from './rule-variants.ts';
import type { PlainVariant } from './variant.ts';

export { hasPostgres, installPostgres, type Postgres, startPostgres } from './postgres.ts';
export type { Held, Recorded, Stack } from './stack.ts';
export type { PlainVariant, PostgresVariant, Right, Variant } from './variant.ts';
export { postgresVariants };

/** The variants that need nothing installed. */
export const plainVariants: readonly PlainVariant[] = [
  ...workerVariants,
  ...gatewayVariants,
  ...brokenGateways,
  ...ruleVariants,
];
