import { lawfulAnswers } from './lawful-answers.ts';
import { lawfulRefusals } from './lawful-refusals.ts';
import { lawfulRequests } from './lawful-requests.ts';
import { lawfulService } from './lawful-service.ts';
import type { LawfulWay } from './lawful-way.ts';

export type { LawfulWay } from './lawful-way.ts';

/** All lawful ways to differ. */
export const lawful: readonly LawfulWay[] = [
  ...lawfulAnswers,
  ...lawfulRefusals,
  ...lawfulRequests,
  ...lawfulService,
];
