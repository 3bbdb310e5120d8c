import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  createPattern,
  isObject,
  type JsonObject,
  valueAt,
  withDefinitions,
} from '../../../spec/index.ts';
import { isBase64 } from '../../../spec/shared/base64.ts';
import { parseAsWritten, parseInexact } from '../../../spec/shared/json.ts';
import { boundErrors, mostErrors } from '../../schema/bound-errors.ts';
import type { Message } from '../texts/message.ts';
import { interpretErrors } from './ajv-errors.ts';
import { deduplicate } from './deduplicate.ts';
import { describeSchema } from './describe-schema.ts';
import { findDuplicates } from './duplicates.ts';
import { compareRanks, createLocate, type Location } from './location.ts';
import { type Mistake, type MistakeDraft, maxMistakes } from './mistake.ts';
import { renameFields } from './rename-fields.ts';
import { SchemaNode } from './schema-node.ts';
import { otherMistake } from './value-mistakes.ts';

/**
 * Compiles a request schema into a function that finds every mistake of a body, in the order of the
 * schema's properties: none if the body is valid, at most 100, the last of which then says how many
 * more there are if they are fewer than a thousand. The text of the body, if it is given, is what numbers
 * are shown from.
 * @param document where references lead into
 * @param ajv the validator to compile it with, which keeps it; see `createValidator`
 * @throws Error if the schema does not compile
 */
export function createMistakeFinder(
  schema: object,
  document: object = {},
  ajv: Ajv2020 = sharedValidator,
): (body: unknown, text?: string) => Mistake[] {
  const whole = withDefinitions(schema as JsonObject, document as JsonObject);
  const validate = ajv.compile(whole);
  // Otherwise a schema that has an $id could be compiled only once.
  ajv.removeSchema(whole);
  const root = new SchemaNode([schema as JsonObject], document);
  // Ajv takes a field called `constructor` for evaluated, because every object inherits one.
  const mayOverlook = JSON.stringify(schema).includes('"unevaluatedProperties":');

  return (body, text) => {
    if (body === undefined) return [noBody(schema)];
    const mistakes = find(body, text);
    const inexact = text === undefined ? undefined : parseInexact(text);
    if (inexact === undefined) return mistakes;
    const known = new Set(mistakes.map(({ pointer }) => pointer));
    const isNew = ({ pointer }: Mistake) =>
      !known.has(pointer) && valueAt(body, pointer) !== valueAt(inexact, pointer);
    return [...mistakes, ...find(inexact, text, /^wrong-/).filter(isNew)];
  };

  function find(body: unknown, text: string | undefined, kinds = /^/): Mistake[] {
    const valid = validate(body);
    if (valid && !mayOverlook) return [];
    const renaming = renameFields(body, root, !valid);
    if (renaming.renamed.size > 0) validate(renaming.body);
    const locate = createLocate(root, renaming.body, renaming.renamed, writtenValues(text));
    const errors = valid ? [] : (validate.errors ?? []);
    const interpreted = interpretErrors(errors, renaming, (at) => locate(at).node);
    const drafts = [...renaming.drafts, ...interpreted];
    // A body that Ajv refuses is never without a mistake.
    if (drafts.length === 0) drafts.push(...errors.slice(0, 1).map(otherMistake));
    const found = deduplicate(drafts)
      .filter(({ kind }) => kinds.test(kind))
      .map((draft) => ({ draft, location: locate(draft.at) }));
    found.sort((one, other) => compareRanks(one.location.ranks, other.location.ranks));
    const listed = found.length > maxMistakes ? found.slice(0, maxMistakes - 1) : found;
    const mistakes = listed.map(({ draft, location }) => toMistake(draft, location));
    const more = found.length - listed.length;
    if (more > 0) {
      const isExact = errors.length < mostErrors && found.length < mostErrors;
      const message: Message = ({ mistakes: m }) => m.unlisted(isExact ? more : undefined);
      mistakes.push({ pointer: '', kind: 'invalid', message });
    }
    return mistakes;
  }
}

function noBody(schema: object): Mistake {
  const expected: Message = (texts) => describeSchema(schema, texts);
  const message: Message = (texts) => texts.mistakes.noBody(expected(texts));
  return { pointer: '', kind: 'missing', message, expected, schema };
}

function toMistake(draft: MistakeDraft, location: Location): Mistake {
  return {
    pointer: location.pointer,
    kind: draft.kind,
    ...draft.describe(location),
    schema: isObject(draft.schema) ? draft.schema : undefined,
    property: draft.fields === undefined ? location.property : propertyOfChoice(draft, location),
  };
}

// The property of a choice of fields is the first one that was sent, or else the first one.
function propertyOfChoice(
  { fields = [], value }: MistakeDraft,
  { node, property }: Location,
): JsonObject | undefined {
  const name = fields.find((one) => isObject(value) && Object.hasOwn(value, one)) ?? fields[0];
  return (name === undefined ? undefined : node?.field(name)?.roots[0]) ?? property;
}

// Parsed only when a value is shown.
function writtenValues(text: string | undefined): ((pointer: string) => unknown) | undefined {
  if (text === undefined) return undefined;
  let body: unknown;
  return (pointer) => {
    body ??= parseAsWritten(text);
    return valueAt(body, pointer);
  };
}

/** Creates the validator of one contract: it keeps all that it compiles. */
export function createValidator(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    strictNumbers: true,
    ownProperties: true,
    logger: false,
    validateSchema: false,
    code: { regExp: createPattern },
  });
  addFormats.default(ajv);
  ajv.addFormat('byte', isBase64);
  boundErrors(ajv);
  // Ajv's own keyword compares each element with all others, and stops at the first duplicate.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (unique: boolean, list: unknown[]) => !unique || findDuplicates(list).length === 0,
  });
  return ajv;
}

const sharedValidator = createValidator();
