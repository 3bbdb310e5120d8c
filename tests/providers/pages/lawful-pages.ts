import type { LawfulWay } from '../lawful-way.ts';
import { withPages } from './serving-pages.ts';

/** Providers that have the operations on numbers, groups, employees and media, too. */
export const lawfulPages: LawfulWay[] = [
  {
    id: 'all-pages',
    says: 'It has all operations on numbers, groups, employees and media, too.',
    why: 'The pages document them.',
    ways: withPages(),
  },
];
