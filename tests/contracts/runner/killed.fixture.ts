import { describe, test } from 'node:test';
import { describeProvider } from '../../../contracts/index.ts';

const [provider = ''] = process.argv.slice(2);

describeProvider({ provider, token: 'token-one', runner: { describe, test } });
