import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPointer, parsePointer, valueAt } from '../../../spec/index.ts';
import { createMistakeFinder } from './in-english.ts';
import { goodPhone, goodRule, house, payment, phone, rule } from './schemas.ts';

describe('random bodies', () => {
  const names = fc.constantFrom(
    ...Object.keys(rule.properties),
    ...Object.keys(phone.properties),
    ...['numbercapacityids', 'rooms', 'lead', 'name', 'nmae', 'floorNumber', 'pay', 'kind', 'x'],
    ...['__proto__', 'constructor', 'a/b', ''],
  );
  const scalars = fc.oneof(
    fc.constantFrom(null, true, 0, 1, 1.5, 2 ** 60, '', 'x', 'client', 'сompany', 'card', '5060'),
    fc.integer(),
    fc.string(),
  );
  const { body } = fc.letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalars,
      fc.array(tie('body'), { maxLength: 4 }),
      fc
        .array(fc.tuple(names, tie('body')), { maxLength: 6 })
        .map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const schemas = [rule, phone, house, payment, { ...payment, unevaluatedProperties: false }];

  test.each(schemas.map((schema, index) => ({ index, schema })))(
    'a random body has mistakes exactly if plain Ajv refuses it (schema $index)',
    ({ schema }) => {
      const plain = new Ajv2020({ strict: false });
      addFormats.default(plain);
      const isValid = plain.compile(schema);
      const find = createMistakeFinder(schema);
      const likely = fc.oneof(
        body,
        ...[goodRule, goodPhone, { rooms: [{ name: 'a' }] }, { pay: { kind: 'cash' } }].map(
          (good) =>
            fc
              .array(fc.tuple(names, body), { maxLength: 2 })
              .map((entries) => ({ ...good, ...Object.fromEntries(entries) })),
        ),
      );
      fc.assert(
        fc.property(likely, (sent) => {
          const before = JSON.stringify(sent);
          const mistakes = find(sent);
          expect(mistakes.length === 0).toBe(isValid(sent));
          expect(JSON.stringify(sent)).toBe(before);
          for (const { pointer, kind, message, received } of mistakes) {
            const steps = parsePointer(pointer);
            const parent = formatPointer(kind === 'missing' ? steps.slice(0, -1) : steps);
            expect(valueAt(sent, parent)).not.toBe(undefined);
            expect(message).toMatch(/^\S.*\.$/su);
            expect(message).not.toContain('undefined');
            expect(received?.length ?? 0).toBeLessThanOrEqual(61);
          }
          const keys = mistakes.map(({ pointer, kind }) => `${kind} ${pointer}`);
          expect(new Set(keys).size).toBe(keys.length);
        }),
        { numRuns: 500 },
      );
    },
  );
});
