import { plainVariants } from '../providers/stacks/index.ts';
import { testStacks } from './stacks-tests.ts';

testStacks(plainVariants, (variant) => variant.start());
