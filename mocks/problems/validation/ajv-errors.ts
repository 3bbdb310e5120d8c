import type { ErrorObject } from 'ajv/dist/2020.js';
import { formatPointer, isObject, type JsonObject, parsePointer } from '../../../spec/index.ts';
import { mostErrors } from '../../schema/bound-errors.ts';
import { createVocabulary, type Vocabulary } from '../../schema/did-you-mean.ts';
import type { Message } from '../texts/message.ts';
import { deduplicate } from './deduplicate.ts';
import { describeChoice, describeSchema } from './describe-schema.ts';
import { findDuplicates } from './duplicates.ts';
import { fitsSeveral, forbidden, missing, missingChoice } from './field-mistakes.ts';
import { kindOfKeyword, type MistakeDraft, type Site } from './mistake.ts';
import { unknownField } from './name-mistakes.ts';
import { quote } from './preview.ts';
import type { Renaming } from './rename-fields.ts';
import { allowedValues, fitsType, listOf, requiredFields } from './schema-keywords.ts';
import type { SchemaNode } from './schema-node.ts';
import {
  beyondLimit,
  duplicateItem,
  notAllowed,
  otherMistake,
  wrongForm,
  wrongType,
} from './value-mistakes.ts';

/** An error of Ajv with those of its branches. */
interface NestedError {
  readonly error: ErrorObject;
  readonly within: readonly NestedError[];
}

const absenceKeywords = new Set(['required', 'minItems', 'minLength', 'minProperties']);
const keywordsWithBranches = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);

// Ajv reports the errors of all branches just before the error of their choice.
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

/** Interprets Ajv's errors as mistakes; `nodeAt` finds what the schema says about a place. */
export function interpretErrors(
  errors: readonly ErrorObject[],
  { renamed }: Renaming,
  nodeAt: (at: string) => SchemaNode | undefined,
): MistakeDraft[] {
  // While a choice is not settled, Ajv takes the fields of its branches for unevaluated.
  const unsettled = new Set(
    errors
      .filter(
        ({ keyword, schemaPath }) =>
          /^(anyOf|oneOf|if)$/.test(keyword) || /\/dependentSchemas\//.test(schemaPath),
      )
      .map(({ instancePath }) => instancePath),
  );
  return nestErrors(errors).flatMap(interpret);

  function interpret(nested: NestedError): MistakeDraft[] {
    const { keyword, params, instancePath: at, parentSchema } = nested.error;
    if (keyword === 'anyOf' || keyword === 'oneOf') return interpretChoice(nested, interpret);
    if (keyword === 'additionalProperties') {
      return unknown(nested.error, params.additionalProperty, vocabularyOf(parentSchema));
    }
    if (keyword === 'unevaluatedProperties') {
      const key: string = params.unevaluatedProperty;
      const node = nodeAt(at);
      if (unsettled.has(at) && node?.ranks.has(key)) return [];
      return unknown(nested.error, key, node?.vocabulary ?? vocabularyOf(parentSchema));
    }
    return interpretKeyword(nested);
  }

  function unknown(error: ErrorObject, key: string, vocabulary: Vocabulary): MistakeDraft[] {
    const object = error.data as JsonObject;
    if (renamed.get(object)?.has(key)) return [];
    return [unknownField(key, object, vocabulary, error.instancePath, error.parentSchema)];
  }
}

function siteOf({ instancePath: at, data: value, parentSchema: schema }: ErrorObject): Site {
  return { at, value, schema };
}

function interpretKeyword({ error, within }: NestedError): MistakeDraft[] {
  const { keyword, params, data: value, parentSchema: schema } = error;
  const site = siteOf(error);
  const expected: Message = (texts) => describeSchema(schema, texts);
  const kind = kindOfKeyword[keyword];
  if (kind === 'too-small' || kind === 'too-large') {
    return [beyondLimit(site, kind, params.limit, expected)];
  }
  switch (keyword) {
    case 'type':
      return [wrongType(site, expected)];
    case 'enum':
      return [notAllowed(site, params.allowedValues)];
    case 'const':
      return [notAllowed(site, [params.allowedValue])];
    case 'required':
      return [missing(site, params.missingProperty)];
    case 'dependentRequired':
    case 'dependencies':
      return [missing(site, params.missingProperty, params.property)];
    case 'uniqueItems':
      return findDuplicates(value as unknown[])
        .slice(0, mostErrors)
        .map((one) => duplicateItem(site, one));
    case 'items':
    case 'unevaluatedItems': {
      const fixed: Message = ({ schema: words }) =>
        words.array({ maxItems: params.limit }, undefined);
      return [beyondLimit(site, 'too-large', params.limit, fixed)];
    }
    case 'pattern':
    case 'format':
      return [wrongForm(site, expected)];
    case 'if':
      // The errors of `then` or `else` are reported on their own.
      return [];
    case 'not':
      return [forbidden(site, error.schema)];
    case 'false schema':
      return [
        {
          at: site.at,
          value,
          kind: 'invalid',
          describe: ({ name }) => ({ message: ({ mistakes }) => mistakes.notAllowedHere(name) }),
        },
      ];
    case 'propertyNames': {
      const name: string = params.propertyName;
      const why = within.flatMap((one) => one.error.message ?? []);
      const message: Message = ({ mistakes }) => mistakes.fieldName(quote(name), why);
      const at = site.at + formatPointer([name]);
      return [{ kind: 'invalid', at, schema, detail: why.join(), describe: () => ({ message }) }];
    }
    default:
      return [otherMistake(error)];
  }
}

/** Interprets the failure of an `anyOf` or `oneOf` by the branch that was probably meant. */
function interpretChoice(
  { error, within }: NestedError,
  interpret: (nested: NestedError) => MistakeDraft[],
): MistakeDraft[] {
  const { keyword, data: value, schemaPath, params } = error;
  const site = siteOf(error);
  const branches = listOf(error.schema);
  const expected: Message = (texts) => describeChoice(branches, texts);
  if (Array.isArray(params.passingSchemas)) {
    return [fitsSeveral(site, params.passingSchemas, branches)];
  }
  const required = branches.map(requiredFields);
  const areAbsent = within.every((one) => absenceKeywords.has(one.error.keyword));
  if (isObject(value) && areAbsent && required.every((one) => one !== undefined)) {
    return [missingChoice(site, keyword, required)];
  }
  const fitting = branches.flatMap((branch, i) => (fitsType(branch, value) ? [i] : []));
  if (fitting.length === 0) return [wrongType(site, expected)];
  const values = branches.map(allowedValues);
  if (values.every((one) => one !== undefined)) return [notAllowed(site, values.flat())];
  const isContainer = typeof value === 'object' && value !== null;
  const isOptional = branches.filter((branch) => !fitsType(branch, null)).length === 1;
  if (!isContainer && !(isOptional && fitting.length === 1)) return [wrongForm(site, expected)];
  const candidates = fitting
    .map((i) => within.filter((one) => one.error.schemaPath.startsWith(`${schemaPath}/${i}/`)))
    .map((nested) => deduplicate(nested.flatMap(interpret)))
    .map((drafts) => ({ drafts, tag: wrongTag(drafts, site.at), cost: costOf(drafts) }));
  const tags = candidates.map(({ tag }) => tag);
  const [tag] = tags;
  if (tag !== undefined && tags.every((one) => one?.at === tag.at)) {
    const allowed = tags.flatMap((one) => one?.allowed ?? []);
    return [notAllowed(tag, allowed)];
  }
  // A branch with another tag was hardly meant.
  const likely = candidates.filter((one) => one.tag === undefined);
  const [first] = (likely.length > 0 ? likely : candidates).sort((a, b) => a.cost - b.cost);
  return first?.drafts ?? [];
}

// A tag is a field of an object that has one allowed value in each branch.
function wrongTag(drafts: readonly MistakeDraft[], at: string): MistakeDraft | undefined {
  const depth = parsePointer(at).length + 1;
  return drafts.find(
    (draft) => draft.allowed?.length === 1 && parsePointer(draft.at).length === depth,
  );
}

// Of two branches with as many mistakes, the one whose fields were sent was meant.
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
