import { ContractDefect } from '../document/defect.ts';
import { exampleKeys, objectsIn } from '../document/references.ts';
import { assertValid, lazyCheck, listOf } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { Doubt } from './doubts.ts';
import { missingSource, type Sources, sourceReferenceShape, sourceReferences } from './sources.ts';

/** An `x-source` or `x-doubt` of a document, with the pointer of the part that has it. */
export interface Trace {
  readonly pointer: string;
  readonly word: 'x-source' | 'x-doubt';
  readonly value: unknown;
}

const checkSource = lazyCheck({
  anyOf: [sourceReferenceShape, listOf(sourceReferenceShape, 1)],
});
const checkDoubt = lazyCheck(listOf({ type: 'string' }, 1));

/** Finds every `x-source` and `x-doubt` of a document, except in the values of examples. */
export function findTraces(document: unknown): Trace[] {
  return [...objectsIn(document, exampleKeys)].flatMap(({ object, pointer }) =>
    (['x-source', 'x-doubt'] as const)
      .filter((word) => word in object)
      .map((word) => ({ pointer, word, value: object[word] })),
  );
}

/**
 * Asserts that every `x-source` and `x-doubt` leads somewhere.
 * @throws ContractDefect for the first one that does not
 */
export function assertTraces(file: YamlFile, sources: Sources, doubts: readonly Doubt[]): void {
  for (const { pointer, word, value } of findTraces(file.value)) {
    const at = `${pointer}/${word}`;
    assertValid(word === 'x-source' ? checkSource : checkDoubt, file, value, at);
    if (word === 'x-source') {
      for (const reference of sourceReferences(value)) {
        const missing = missingSource(sources, reference);
        if (missing !== undefined) {
          throw new ContractDefect(
            file.locate(at),
            `this x-source leads nowhere, ${missing}`,
            'correct it, or add what it names to the sources',
          );
        }
      }
      continue;
    }
    for (const [i, id] of (value as string[]).entries()) {
      if (doubts.some((doubt) => doubt.id === id)) continue;
      throw new ContractDefect(
        file.locate(`${at}/${i}`),
        `there is no doubt ${id}`,
        'correct the x-doubt, or add the doubt',
      );
    }
  }
}
