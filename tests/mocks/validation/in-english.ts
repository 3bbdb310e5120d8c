import { renderError } from '../../../mocks/problems/problem.ts';
import { englishRefusals, type RefusalTexts } from '../../../mocks/problems/texts/english.ts';
import * as schemas from '../../../mocks/problems/validation/describe-schema.ts';
import * as finder from '../../../mocks/problems/validation/find-mistakes.ts';
import type { Mistake } from '../../../mocks/problems/validation/mistake.ts';

/** A mistake with its texts in one language. */
export type RenderedMistake = Omit<Mistake, 'message' | 'expected'> & {
  readonly message: string;
  readonly expected?: string | undefined;
};

/** Finds the mistakes of a body, and renders them, in English if no other texts are given. */
export function createMistakeFinder(
  schema: object,
  document?: object,
  texts: RefusalTexts = englishRefusals,
) {
  const find = finder.createMistakeFinder(schema, document);
  return (body: unknown, text?: string): RenderedMistake[] =>
    find(body, text).map((mistake) => {
      const { message, expected } = renderError({ in: 'body', ...mistake }, texts);
      return { ...mistake, message, expected };
    });
}

/** Describes a schema in English. */
export function describeSchema(schema: unknown): string {
  return schemas.describeSchema(schema, englishRefusals);
}

/** Describes the branches of a choice in English. */
export function describeChoice(branches: readonly unknown[]): string {
  return schemas.describeChoice(branches, englishRefusals);
}
