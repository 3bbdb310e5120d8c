import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isObject, type JsonObject, redacted } from '../../../spec/index.ts';
import { interpretAll } from './ajv-errors.ts';
import { tidy } from './deduplicate.ts';
import { describeSchema } from './describe-schema.ts';
import { findRepetitions } from './duplicates.ts';
import { compareRanks, createFollow, type Trail, usualRedaction } from './location.ts';
import { type Mistake, type MistakeDraft, most } from './mistake.ts';
import { shorten, toJson, typeName, withArticle } from './preview.ts';
import { renameFields } from './rename-fields.ts';
import { Place } from './schema-node.ts';
import { otherwiseWrong } from './value-mistakes.ts';

/**
 * Compiles a request schema into a function that finds every mistake of a body, one entry an actual
 * mistake, in the order of the schema's properties: none when the body is valid, at most 100, the
 * last of which then says how many more there are. The schema must have no `$ref`.
 * @throws Error when the schema does not compile.
 */
export function createMistakeFinder(schema: object): (body: unknown) => Mistake[] {
  const validate = ajv.compile(schema);
  // The judge is shared; it need not remember the schemas of documents that have changed.
  ajv.removeSchema(schema);
  const root = new Place([schema as JsonObject]);
  // Ajv takes a field called `constructor` for evaluated, because every object inherits one.
  const mayOverlook = JSON.stringify(schema).includes('"unevaluatedProperties":');

  return (body) => {
    if (body === undefined) return [noBody(schema)];
    const valid = validate(body);
    if (valid && !mayOverlook) return [];
    const renaming = renameFields(body, root, !valid);
    if (renaming.renamed.size > 0) validate(renaming.body);
    const follow = createFollow(root, renaming);
    const errors = valid ? [] : (validate.errors ?? []);
    const drafts = [
      ...renaming.drafts,
      ...interpretAll(errors, renaming, (at) => follow(at).place),
    ];
    // Whatever the rules below make of the errors: what Ajv refuses is never without a mistake.
    if (drafts.length === 0) drafts.push(...errors.slice(0, 1).map(otherwiseWrong));
    const found = tidy(drafts).map((draft) => ({ draft, trail: follow(draft.at) }));
    found.sort((one, other) => compareRanks(one.trail.ranks, other.trail.ranks));
    const listed = found.length > most ? found.slice(0, most - 1) : found;
    const mistakes = listed.map(({ draft, trail }) => tell(draft, trail, root));
    const more = found.length - listed.length;
    if (more > 0) {
      const message = `There are ${more} more mistakes, which are not listed; correct these first.`;
      mistakes.push({ pointer: '', kind: 'invalid', message });
    }
    return mistakes;
  };
}

function noBody(schema: object): Mistake {
  const expected = describeSchema(schema);
  const message = `The request has no body; send ${withArticle(expected)}.`;
  return { pointer: '', kind: 'missing', message, expected, schema };
}

function tell(draft: MistakeDraft, trail: Trail, root: Place): Mistake {
  const received = show(draft.value, trail, root);
  const {
    message,
    expected,
    received: shown,
    hint,
  } = draft.tell({
    subject: trail.name || 'The body',
    name: trail.name,
    parent: trail.up?.name ?? '',
    step: trail.step,
    received,
    value: `the ${typeName(draft.value)} ${received}`,
    isSecret: trail.isSecret,
    isRequired: trail.isRequired,
    property: trail.property,
  });
  const property = draft.fields === undefined ? trail.property : propertyOfChoice(draft, trail);
  return {
    pointer: trail.pointer,
    kind: draft.kind,
    message,
    // A key without a value would be in the way of whoever copies a mistake.
    ...(expected === undefined ? {} : { expected }),
    ...(shown === undefined ? {} : { received: shown }),
    ...(hint === undefined ? {} : { hint }),
    ...(isObject(draft.schema) ? { schema: draft.schema } : {}),
    ...(property === undefined ? {} : { property }),
  };
}

// A choice of fields belongs to the first one that was sent, or else to the first one.
function propertyOfChoice(
  { fields = [], value }: MistakeDraft,
  trail: Trail,
): JsonObject | undefined {
  const name = fields.find((one) => isObject(value) && Object.hasOwn(value, one)) ?? fields[0];
  return (name === undefined ? undefined : trail.place?.field(name)?.roots[0]) ?? trail.property;
}

// Where a secret may lie inside, not even a part of the value is shown: it may have any form.
function show(value: unknown, { place, isSecret }: Trail, root: Place): string {
  if (isSecret) return JSON.stringify(redacted);
  if (typeof value === 'object' && value !== null && root.holdsSecret) {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
  if (typeof value === 'string' && place?.holdsSecret) return JSON.stringify(redacted);
  return shorten(usualRedaction.text(toJson(value, 61)));
}

const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: false,
  strictNumbers: true,
  ownProperties: true,
  logger: false,
});
addFormats.default(ajv);
// Ajv's own compares each element with each other one, and stops at the first that is repeated.
ajv.removeKeyword('uniqueItems');
ajv.addKeyword({
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  validate: (unique: boolean, list: unknown[]) => !unique || findRepetitions(list).length === 0,
});
