import { testLawful } from './lawful-half.ts';

testLawful(0);
