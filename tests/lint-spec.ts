/** Lints OpenAPI documents with Redocly's recommended rules; the command runs no network code. */
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
for (const ref of process.argv.slice(2)) {
  for (const problem of await lint({ ref, config })) {
    const at = problem.location[0]?.pointer ?? '';
    process.stderr.write(`${ref}${at}: ${problem.message} (Redocly ${problem.ruleId})\n`);
    process.exitCode = 1;
  }
}
