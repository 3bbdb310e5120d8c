import { lawfulRefusals } from './lawful-refusals.ts';
import { lawfulRequests } from './lawful-requests.ts';
import { lawfulResponses } from './lawful-responses.ts';
import { lawfulService } from './lawful-service.ts';
import type { LawfulWay } from './lawful-way.ts';
import { lawfulPages } from './pages/lawful-pages.ts';
import { lent } from './pages/lent.ts';

export type { LawfulWay } from './lawful-way.ts';

/** All lawful ways to differ. */
export const lawful: readonly LawfulWay[] = [
  ...lawfulResponses,
  ...lawfulRefusals,
  ...lawfulRequests,
  ...lawfulService,
  ...lawfulPages.map((way) => ({ ...way, testData: lent })),
];
