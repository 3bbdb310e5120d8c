import { exampleKeys, objectsIn } from '../document/references.ts';
import { assertValid, lazyCheck, listOf } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { Doubt } from './doubts.ts';
import { assertSource, type Sources, sourceReferenceShape, sourceReferences } from './sources.ts';

const checkSource = lazyCheck({
  anyOf: [sourceReferenceShape, listOf(sourceReferenceShape, 1)],
});
const checkDoubt = lazyCheck(listOf({ type: 'string' }, 1));

/**
 * Asserts that every `x-source` and `x-doubt` leads somewhere, except in the values of examples.
 * @throws ContractDefect for the first one that does not
 */
export function assertTraces(file: YamlFile, sources: Sources, doubts: readonly Doubt[]): void {
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    const { 'x-source': cited, 'x-doubt': named } = object;
    if (cited !== undefined) {
      const at = `${pointer}/x-source`;
      assertValid(checkSource, file, cited, at);
      for (const reference of sourceReferences(cited)) {
        assertSource(file, at, sources, reference, 'this x-source');
      }
    }
    if (named === undefined) continue;
    assertValid(checkDoubt, file, named, `${pointer}/x-doubt`);
    for (const [i, id] of (named as string[]).entries()) {
      if (doubts.some((doubt) => doubt.id === id)) continue;
      const at = `${pointer}/x-doubt/${i}`;
      throw file.defect(at, `there is no doubt ${id}`, 'correct the x-doubt, or add the doubt');
    }
  }
}
