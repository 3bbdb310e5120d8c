import { testAgreement, theContract } from './agreement-tests.ts';

testAgreement([theContract], { runs: 1, length: 15 });
