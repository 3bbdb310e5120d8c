import { testFaults } from './faults-half.ts';

testFaults(0);
