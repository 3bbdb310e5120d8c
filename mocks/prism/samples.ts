import { E, generator, type JSONSchema } from './library.ts';

type Generated = ReturnType<typeof generator.generate>;

const maxDrawn = 20;

/**
 * Makes values as Prism does that a schema may allow: first the one that it always makes, then drawn ones.
 * @param document what references in the schema lead into
 */
export function* samples(schema: object, document: object): Generator<unknown> {
  const source = schema as JSONSchema;
  type Operation = Parameters<typeof generator.generateStatic>[0];
  const fixed = generator.generateStatic(document as Operation, source);
  if (E.isRight(fixed)) yield fixed.right;
  for (let drawn = 0; drawn < maxDrawn; drawn++) {
    const value: Generated = generator.generate(document as Operation, undefined, source);
    if (E.isLeft(value)) return;
    yield value.right;
  }
}
