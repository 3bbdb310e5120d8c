import { withoutReferences } from '../../spec/index.ts';
import { bundleTarget, transformOas3Operations } from './library.ts';
import type { Resource } from './types.ts';

interface Bundled {
  readonly operations: Resource[];
  readonly __bundled__?: object;
}

/**
 * Prism's `getHttpOperationsFromSpec` for OpenAPI 3 alone; changes the document. Prism itself copies
 * recursive schemas along every path through them, which takes minutes where a few refer to each other.
 */
export function readOperations(document: object): Resource[] {
  const whole = withoutReferences(document);
  // All at once: they have parts in common, whose references are changed only the first time.
  const { operations, __bundled__ } = bundleTarget({
    document: { ...whole, __target__: { operations: transformOas3Operations(whole) } },
    path: '#/__target__',
    cloneDocument: false,
  }) as Bundled;
  return operations.map((one) =>
    JSON.stringify(one).includes('#/__bundled__/') ? { ...one, __bundled__ } : one,
  );
}
