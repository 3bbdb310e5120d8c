import { parsePointer, type Resource } from '../../spec/index.ts';
import type { Scene } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';

/** The identifiers of one kind that were lent, and where a resource claims them. */
export interface LentClaims {
  readonly kind: string;
  readonly ids: readonly Identifier[];
  readonly steps: readonly string[];
}

/** The identifiers lent to a scene that a resource's rules let only one item hold. */
export function lentClaims(scene: Scene, resource: Resource): LentClaims[] {
  return scene.provider.catalogue.identifiers.flatMap((kind) =>
    kind.exclusive
      ? kind.fills
          .filter((one) => one.collection === resource.collection)
          .map((one) => ({
            kind: kind.name,
            ids: scene.lent.get(kind.name) ?? [],
            steps: parsePointer(one.pointer),
          }))
      : [],
  );
}
