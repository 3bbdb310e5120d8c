import { describe, test } from 'node:test';
import { describeProvider } from '../../../contracts/index.ts';

const [provider = ''] = process.argv.slice(2);

// So slow that nobody waits for its end.
describeProvider({ provider, token: 'token-one', rate: 60, runner: { describe, test } });
