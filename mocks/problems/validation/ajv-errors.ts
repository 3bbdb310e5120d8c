import type { ErrorObject } from 'ajv/dist/2020.js';
import { formatPointer, isObject, type JsonObject, parsePointer } from '../../../spec/index.ts';
import { deduplicate } from './deduplicate.ts';
import { describeChoice, describeSchema, listWords } from './describe-schema.ts';
import { createVocabulary, type Vocabulary } from './did-you-mean.ts';
import { findDuplicates } from './duplicates.ts';
import { fitsSeveral, forbidden, missing, missingChoice } from './field-mistakes.ts';
import type { MessageContext, MistakeDraft } from './mistake.ts';
import { unknownField } from './name-mistakes.ts';
import { quote } from './preview.ts';
import type { Renaming } from './rename-fields.ts';
import { allowedValues, fitsType, listOf, requiredFields } from './schema-demands.ts';
import type { SchemaNode } from './schema-node.ts';
import {
  beyondLimit,
  duplicateItem,
  notAllowed,
  otherwiseWrong,
  wrongForm,
  wrongType,
} from './value-mistakes.ts';

/** An error with those of its branches. */
interface NestedError {
  readonly error: ErrorObject;
  readonly within: readonly NestedError[];
}

const absenceKeywords = new Set(['required', 'minItems', 'minLength', 'minProperties']);
const keywordsWithBranches = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);

// Ajv reports the errors of all branches, one after the other, just before that of the choice.
function nestErrors(errors: readonly ErrorObject[]): NestedError[] {
  const open: NestedError[] = [];
  for (const error of errors) {
    let first = open.length;
    if (keywordsWithBranches.has(error.keyword)) {
      const below = `${error.schemaPath}/`;
      while (open[first - 1]?.error.schemaPath.startsWith(below)) first--;
    }
    const within = open.splice(first);
    open.push({ error, within });
  }
  return open;
}

/** Turns Ajv's errors into mistakes. */
export function interpretErrors(
  errors: readonly ErrorObject[],
  { renamed }: Renaming,
  placeAt: (at: string) => SchemaNode | undefined,
): MistakeDraft[] {
  // Until a choice is settled, Ajv takes the fields of its branches for unevaluated.
  const unsettled = new Set(
    errors
      .filter(
        ({ keyword, schemaPath }) =>
          /^(anyOf|oneOf|if)$/.test(keyword) || /\/dependentSchemas\//.test(schemaPath),
      )
      .map(({ instancePath }) => instancePath),
  );
  return nestErrors(errors).flatMap(interpret);

  function interpret({ error, within }: NestedError): MistakeDraft[] {
    const { instancePath: at, keyword, params, data: value, parentSchema: schema } = error;
    const site = { at, value, schema };
    const words = () => describeSchema(schema);
    switch (keyword) {
      case 'type':
        return [wrongType(site, words)];
      case 'enum':
        return [notAllowed(site, params.allowedValues)];
      case 'const':
        return [notAllowed(site, [params.allowedValue])];
      case 'required':
        return [missing(error)];
      case 'dependentRequired':
      case 'dependencies':
        return [missing(error, params.property)];
      case 'additionalProperties': {
        const key: string = params.additionalProperty;
        return unknown(error, key, vocabularyOf(schema));
      }
      case 'unevaluatedProperties': {
        const key: string = params.unevaluatedProperty;
        const place = placeAt(at);
        if (unsettled.has(at) && place?.ranks.has(key)) return [];
        return unknown(error, key, place?.vocabulary ?? vocabularyOf(schema));
      }
      case 'uniqueItems':
        return findDuplicates(value as unknown[]).map((one) => duplicateItem(error, one));
      case 'minimum':
      case 'exclusiveMinimum':
      case 'minLength':
      case 'minItems':
      case 'minProperties':
        return [beyondLimit(site, 'too-small', params.limit, words)];
      case 'maximum':
      case 'exclusiveMaximum':
      case 'maxLength':
      case 'maxItems':
      case 'maxProperties':
        return [beyondLimit(site, 'too-large', params.limit, words)];
      case 'items':
      case 'unevaluatedItems': {
        const fixed = describeSchema({ type: 'array', maxItems: params.limit });
        return [beyondLimit(site, 'too-large', params.limit, () => fixed)];
      }
      case 'pattern':
      case 'format':
        return [wrongForm(site, words)];
      case 'anyOf':
      case 'oneOf':
        return interpretChoice({ error, within });
      case 'if':
        // What `then` or `else` demands is reported on its own.
        return [];
      case 'not':
        return [forbidden(error)];
      case 'false schema': {
        const describe = ({ subject }: MessageContext) => ({
          message: `${subject} is not allowed here; leave it out.`,
        });
        return [{ at, value, kind: 'invalid', describe }];
      }
      case 'propertyNames': {
        const name: string = params.propertyName;
        const why = within.map((one) => one.error.message).filter(Boolean);
        const message = `The field name ${quote(name)} ${listWords(why as string[], 'and') || 'is not allowed'}.`;
        const place = at + formatPointer([name]);
        return [
          { kind: 'invalid', at: place, schema, detail: message, describe: () => ({ message }) },
        ];
      }
      default:
        return [otherwiseWrong(error)];
    }
  }

  function unknown(error: ErrorObject, key: string, vocabulary: Vocabulary): MistakeDraft[] {
    const object = error.data as JsonObject;
    if (renamed.get(object)?.has(key)) return [];
    return [unknownField(key, object, vocabulary, error.instancePath, error.parentSchema)];
  }

  function interpretChoice({ error, within }: NestedError): MistakeDraft[] {
    const { instancePath: at, data: value, parentSchema: schema, schemaPath, params } = error;
    const site = { at, value, schema };
    const branches = listOf(error.schema);
    const forms = () => describeChoice(branches);
    if (Array.isArray(params.passingSchemas)) return [fitsSeveral(error, branches)];
    const demands = branches.map(requiredFields);
    const areAbsent = within.every((one) => absenceKeywords.has(one.error.keyword));
    if (isObject(value) && areAbsent && demands.every((one) => one !== undefined)) {
      return [missingChoice(error, demands)];
    }
    const fitting = branches.flatMap((branch, i) => (fitsType(branch, value) ? [i] : []));
    if (fitting.length === 0) return [wrongType(site, forms)];
    const values = branches.map(allowedValues);
    if (values.every((one) => one !== undefined)) return [notAllowed(site, values.flat())];
    const isContainer = typeof value === 'object' && value !== null;
    const isOptional = branches.filter((branch) => !fitsType(branch, null)).length === 1;
    if (!isContainer && !(isOptional && fitting.length === 1)) {
      return [wrongForm(site, forms)];
    }
    const readings = fitting
      .map((i) => within.filter((one) => one.error.schemaPath.startsWith(`${schemaPath}/${i}/`)))
      .map((broken) => deduplicate(broken.flatMap(interpret)))
      .map((drafts) => ({ drafts, tag: wrongTag(drafts, at), cost: costOf(drafts) }));
    const tags = readings.map(({ tag }) => tag);
    const [tag] = tags;
    if (tag !== undefined && tags.every((one) => one?.at === tag.at)) {
      return [
        notAllowed(
          tag,
          tags.flatMap((one) => one?.allowed ?? []),
        ),
      ];
    }
    // A branch whose tag says otherwise is hardly the one that was meant.
    const likely = readings.filter((reading) => reading.tag === undefined);
    const [first] = (likely.length > 0 ? likely : readings).sort(
      (one, other) => one.cost - other.cost,
    );
    return first?.drafts ?? [];
  }
}

// A tag is a field of an object that has one allowed value in each branch.
function wrongTag(drafts: readonly MistakeDraft[], at: string): MistakeDraft | undefined {
  const depth = parsePointer(at).length + 1;
  return drafts.find(
    (draft) => draft.allowed?.length === 1 && parsePointer(draft.at).length === depth,
  );
}

// Of two branches with as many mistakes the one is meant whose fields were sent.
function costOf(drafts: readonly MistakeDraft[]): number {
  const missing = drafts.filter(({ kind }) => kind === 'missing');
  return drafts.length + missing.length / (drafts.length + 1);
}

const vocabularies = new WeakMap<object, Vocabulary>();

function vocabularyOf(schema: unknown): Vocabulary {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const known = vocabularies.get(properties) ?? createVocabulary(Object.keys(properties));
  vocabularies.set(properties, known);
  return known;
}
