import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { formatPointer, isObject, type JsonObject, parsePointer } from '../spec/index.ts';
import {
  choiceOf,
  describeChoice,
  describeSchema,
  describeValues,
  listWords,
} from './describe-schema.ts';
import {
  createVocabulary,
  type Difference,
  describeLookAlike,
  foldToLatin,
  nearestWords,
  type Vocabulary,
} from './look-alike.ts';

/** One actual mistake of a body. */
export interface Mistake {
  /** JSON Pointer into the body as it was sent; '' for the whole body. */
  pointer: string;
  kind: MistakeKind;
  /** A sentence: what is wrong and what to do. */
  message: string;
  /** What would be accepted, in words. */
  expected?: string;
  /** Short JSON of the value, at most 60 characters and then '…'; secrets are `"***"`. */
  received?: string;
  /** The field or value that was meant, alone. */
  hint?: string;
  /** The schema that was broken, with its `x-` words. */
  schema?: object;
  /** The schema of the nearest enclosing object property. */
  property?: object;
}

/** The kinds of mistake; `invalid` is what no other word fits. */
export type MistakeKind =
  | 'missing'
  | 'missing-choice'
  | 'empty-lists'
  | 'unknown-field'
  | 'squashed-name'
  | 'misspelt-name'
  | 'look-alike'
  | 'not-allowed'
  | 'wrong-type'
  | 'null-value'
  | 'duplicate-item'
  | 'too-small'
  | 'too-large'
  | 'wrong-form'
  | 'invalid';

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
    const valid = validate(body);
    if (valid && !mayOverlook) return [];
    const renaming = renameFields(body, root, !valid);
    if (renaming.renamed.size > 0) validate(renaming.body);
    const found = tidy([
      ...renaming.drafts,
      ...(valid ? [] : interpretAll(validate.errors ?? [], root, renaming)),
    ]);
    const traced = found.map((draft) => ({ draft, trace: follow(draft.at, root, renaming) }));
    traced.sort((one, other) => compareRanks(one.trace.ranks, other.trace.ranks));
    const listed = traced.length > most ? traced.slice(0, most - 1) : traced;
    const mistakes = listed.map(({ draft, trace }) => tell(draft, trace, root));
    const more = traced.length - listed.length;
    if (more > 0) {
      const message = `There are ${more} more mistakes, which are not listed; correct these first.`;
      mistakes.push({ pointer: '', kind: 'invalid', message });
    }
    return mistakes;
  };
}

const most = 100;

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

/** A mistake before it is put into words. */
interface Draft {
  readonly kind: MistakeKind;
  /** JSON Pointer into the body with its fields renamed. */
  readonly at: string;
  readonly value?: unknown;
  readonly schema?: unknown;
  /** What tells it from another mistake of this kind at this place. */
  readonly detail?: string;
  /** The limit that the value is beyond. */
  readonly limit?: unknown;
  /** The fields of which some are required. */
  readonly fields?: readonly string[];
  tell(told: Told): Pick<Mistake, 'message' | 'expected' | 'received' | 'hint'>;
}

/** What a message may say about the place of a mistake. */
interface Told extends Trace {
  /** The field as a person writes it, such as rooms[0].name. */
  readonly subject: string;
  /** Short JSON of the value, secrets masked. */
  readonly received: string;
  /** The value with its type: the string "50". */
  readonly value: string;
}

// ── What a schema says about a place of the body ──────────────────────────────────────────────────

/** All that a schema says about one place, the branches of its choices included. */
class Place {
  readonly roots: readonly JsonObject[];
  /** The schemas that hold at any rate, and all of them. */
  readonly #always: JsonObject[] = [];
  readonly #all: JsonObject[] = [];
  readonly #fields = new Map<string, Place | undefined>();
  readonly #elements = new Map<number, Place | undefined>();
  readonly #prefix: number;
  #ranks: ReadonlyMap<string, number> | undefined;
  #vocabulary: Vocabulary | undefined;
  #patterns: RegExp[] | undefined;
  #holdsSecret: boolean | undefined;

  constructor(roots: readonly JsonObject[]) {
    this.roots = roots;
    for (const root of roots) this.#gather(root, true);
    this.#prefix = Math.max(...this.#all.map(({ prefixItems }) => listOf(prefixItems).length));
  }

  #gather(schema: unknown, always: boolean): void {
    if (!isObject(schema)) return;
    this.#all.push(schema);
    if (always) this.#always.push(schema);
    for (const part of listOf(schema.allOf)) this.#gather(part, always);
    const parts = [schema.anyOf, schema.oneOf].flatMap(listOf);
    parts.push(schema.if, schema.then, schema.else, ...valuesOf(schema.dependentSchemas));
    for (const part of parts) this.#gather(part, false);
  }

  /** The known fields with their order in the schema. */
  get ranks(): ReadonlyMap<string, number> {
    if (this.#ranks === undefined) {
      const names = this.#all.flatMap(({ properties }) => keysOf(properties));
      this.#ranks = new Map([...new Set(names)].map((name, rank) => [name, rank]));
    }
    return this.#ranks;
  }

  get vocabulary(): Vocabulary {
    this.#vocabulary ??= createVocabulary([...this.ranks.keys()]);
    return this.#vocabulary;
  }

  /** Whether unknown fields are refused. */
  get isClosed(): boolean {
    return this.roots.some(isClosed);
  }

  get isSecret(): boolean {
    return this.#all.some(({ format }) => format === 'password');
  }

  /** Whether there is a secret here or below. */
  get holdsSecret(): boolean {
    this.#holdsSecret ??= this.roots.some((one) =>
      JSON.stringify(one).includes('"format":"password"'),
    );
    return this.#holdsSecret;
  }

  knows(name: string): boolean {
    this.#patterns ??= this.#all
      .flatMap(({ patternProperties }) => keysOf(patternProperties))
      .map((pattern) => new RegExp(pattern, 'u'));
    return this.ranks.has(name) || this.#patterns.some((pattern) => pattern.test(name));
  }

  demands(name: string): boolean {
    return this.#always.some(({ required }) => listOf(required).includes(name));
  }

  field(name: string): Place | undefined {
    // Only names of the schema are remembered: those of bodies have no end.
    if (!this.ranks.has(name)) return placeOf(this.#all.flatMap((one) => fieldsOf(one, name)));
    if (!this.#fields.has(name)) {
      this.#fields.set(name, placeOf(this.#all.flatMap((one) => fieldsOf(one, name))));
    }
    return this.#fields.get(name);
  }

  element(index: number): Place | undefined {
    const key = Math.min(index, this.#prefix);
    if (!this.#elements.has(key)) {
      this.#elements.set(
        key,
        placeOf(this.#all.map((one) => listOf(one.prefixItems)[key] ?? one.items)),
      );
    }
    return this.#elements.get(key);
  }
}

function placeOf(schemas: readonly unknown[]): Place | undefined {
  const roots = schemas.filter(isObject);
  return roots.length === 0 ? undefined : new Place(roots);
}

function fieldsOf(schema: JsonObject, name: string): unknown[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const own = isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [];
  for (const [pattern, one] of Object.entries(patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(name)) own.push(one);
  }
  return own.length > 0 ? own : [additionalProperties ?? unevaluatedProperties];
}

function isClosed(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema.additionalProperties === false || schema.unevaluatedProperties === false) return true;
  const branches = listOf(choiceOf(schema)).filter((branch) => fitsType(branch, {}));
  return listOf(schema.allOf).some(isClosed) || (branches.length > 0 && branches.every(isClosed));
}

// ── Fields under another name ─────────────────────────────────────────────────────────────────────

/** A body with its misnamed fields under the names that were meant. */
interface Renaming {
  readonly body: unknown;
  /** For each object that fields were renamed in: the name sent by the name meant. */
  readonly renamed: ReadonlyMap<object, ReadonlyMap<string, string>>;
  /** What is wrong about names. */
  readonly drafts: readonly Draft[];
}

const kindOfDifference = {
  squashed: 'squashed-name',
  'look-alike': 'look-alike',
  misspelt: 'misspelt-name',
} as const satisfies Record<Difference, MistakeKind>;

function renameFields(sent: unknown, root: Place, rename: boolean): Renaming {
  const renamed = new Map<object, ReadonlyMap<string, string>>();
  const drafts: Draft[] = [];
  return { body: visit(sent, root, ''), renamed, drafts };

  // Goes no deeper than the schema does.
  function visit(value: unknown, place: Place | undefined, at: string): unknown {
    if (place === undefined) return value;
    if (Array.isArray(value)) return visitList(value, place, at);
    if (!isObject(value)) return value;
    const names = place.isClosed ? meantNames(value, place, at) : new Map<string, string>();
    let changed = names.size > 0;
    const entries = Object.entries(value).map(([key, child]) => {
      const name = names.get(key) ?? key;
      if (typeof child !== 'object' || child === null) return [name, child] as const;
      const visited = visit(child, place.field(name), at + formatPointer([name]));
      if (visited !== child) changed = true;
      return [name, visited] as const;
    });
    if (!changed) return value;
    const copy = Object.fromEntries(entries);
    if (names.size > 0) renamed.set(copy, new Map([...names].map(([key, name]) => [name, key])));
    return copy;
  }

  function visitList(list: unknown[], place: Place, at: string): unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, child] of list.entries()) {
      if (typeof child !== 'object' || child === null) continue;
      const visited = visit(child, place.element(index), `${at}/${index}`);
      if (visited === child) continue;
      copy ??= [...list];
      copy[index] = visited;
    }
    return copy ?? list;
  }

  function meantNames(value: JsonObject, place: Place, at: string): Map<string, string> {
    const names = new Map<string, string>();
    const unknown = Object.keys(value).filter((key) => !place.knows(key));
    const schema = place.roots.find(isClosed);
    const taken = new Set<string>();
    const guesses = unknown.map((key) => ({ key, guess: place.vocabulary.meant(key) }));
    // The surer guess has the first choice.
    for (const difference of rename ? Object.keys(kindOfDifference) : []) {
      for (const { key, guess } of guesses) {
        if (guess?.how !== difference) continue;
        const free = guess.words.filter((one) => !Object.hasOwn(value, one) && !taken.has(one));
        const [name] = free;
        if (name === undefined || free.length > 1) continue;
        taken.add(name);
        names.set(key, name);
        drafts.push(misnamed(key, name, guess.how, at, schema));
      }
    }
    for (const key of unknown) {
      if (key in Object.prototype && !names.has(key)) {
        drafts.push(unknownField(key, value, place.vocabulary, at, schema));
      }
    }
    return names;
  }
}

function misnamed(
  key: string,
  name: string,
  how: Difference,
  at: string,
  schema: JsonObject | undefined,
): Draft {
  const messages = {
    squashed: `The field ${quote(key)} is called ${name}; rename it.`,
    'look-alike': `The field ${quote(key)} ${describeLookAlike(key, name)}; rename it to ${name}.`,
    misspelt: `There is no field ${quote(key)}; if ${name} is meant, rename it.`,
  };
  const kind = kindOfDifference[how];
  const told = { message: messages[how], hint: name };
  return { kind, at: at + formatPointer([name]), schema, tell: () => told };
}

function unknownField(
  key: string,
  value: JsonObject,
  vocabulary: Vocabulary,
  at: string,
  schema: unknown,
): Draft {
  return {
    kind: 'unknown-field',
    at: at + formatPointer([key]),
    schema,
    tell({ parent }) {
      const there = parent === '' ? '' : ` in ${parent}`;
      if (vocabulary.words.includes(key)) {
        const message = `The field ${quote(key)}${there} does not go with the other fields; leave it out.`;
        return { message };
      }
      const guess = vocabulary.meant(key)?.words ?? [];
      const hint = guess.length === 1 ? guess[0] : undefined;
      const missing = `There is no field ${quote(key)}${there}`;
      if (hint === undefined) {
        const known = listWords(vocabulary.words.slice(0, 30), 'and') || 'none';
        return { message: `${missing}; the known fields are ${known}.` };
      }
      return Object.hasOwn(value, hint)
        ? { message: `${missing}; ${hint} is there already, so leave this one out.`, hint }
        : { message: `${missing}; if ${hint} is meant, rename it.`, hint };
    },
  };
}

// ── From Ajv's errors to mistakes ─────────────────────────────────────────────────────────────────

/** An error with those of its branches. */
interface Broken {
  readonly error: ErrorObject;
  readonly within: readonly Broken[];
}

const keywordsWithBranches = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);

// Ajv reports the errors of all branches, one after the other, just before that of the choice.
function nest(errors: readonly ErrorObject[]): Broken[] {
  const open: Broken[] = [];
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

function interpretAll(errors: readonly ErrorObject[], root: Place, renaming: Renaming): Draft[] {
  // Until a choice is settled, Ajv takes the fields of its branches for unevaluated.
  const unsettled = new Set(
    errors
      .filter(
        ({ keyword, schemaPath }) =>
          /^(anyOf|oneOf|if)$/.test(keyword) || /\/dependentSchemas\//.test(schemaPath),
      )
      .map(({ instancePath }) => instancePath),
  );
  return nest(errors).flatMap(interpret);

  function interpret({ error, within }: Broken): Draft[] {
    const { instancePath: at, keyword, params, data: value, parentSchema: schema } = error;
    const draft = { at, value, schema };
    switch (keyword) {
      case 'type':
        return [wrongType(error, describeSchema(schema))];
      case 'enum':
        return [notAllowed(error, params.allowedValues)];
      case 'const':
        return [notAllowed(error, [params.allowedValue])];
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
        const place = follow(at, root, renaming).place;
        if (unsettled.has(at) && place?.ranks.has(key)) return [];
        return unknown(error, key, place?.vocabulary ?? vocabularyOf(schema));
      }
      case 'uniqueItems':
        return findRepetitions(value as unknown[]).map((one) => repeated(error, one));
      case 'minimum':
      case 'exclusiveMinimum':
      case 'minLength':
      case 'minItems':
      case 'minProperties':
        return [beyondLimit(error, 'too-small')];
      case 'maximum':
      case 'exclusiveMaximum':
      case 'maxLength':
      case 'maxItems':
      case 'maxProperties':
        return [beyondLimit(error, 'too-large')];
      case 'items':
      case 'unevaluatedItems': {
        const expected = `array with at most ${params.limit} elements`;
        return [beyondLimit(error, 'too-large', expected)];
      }
      case 'pattern':
      case 'format':
        return [wrongForm(error, describeSchema(schema))];
      case 'anyOf':
      case 'oneOf':
        return interpretChoice({ error, within });
      case 'if':
        // What `then` or `else` demands is reported on its own.
        return [];
      case 'not':
        return [forbidden(error)];
      case 'false schema': {
        const tell = ({ subject }: Told) => ({
          message: `${subject} is not allowed here; leave it out.`,
        });
        return [{ ...draft, schema: undefined, kind: 'invalid', tell }];
      }
      case 'propertyNames': {
        const name: string = params.propertyName;
        const why = within.map((one) => one.error.message).filter(Boolean);
        const message = `The field name ${quote(name)} ${listWords(why as string[], 'and') || 'is not allowed'}.`;
        const place = at + formatPointer([name]);
        return [{ kind: 'invalid', at: place, schema, detail: message, tell: () => ({ message }) }];
      }
      default: {
        const tell = ({ subject, received }: Told) => ({
          message: `${subject} ${error.message ?? 'is not valid'}.`,
          expected: describeSchema(schema),
          received,
        });
        return [{ ...draft, kind: 'invalid', detail: error.message, tell }];
      }
    }
  }

  function unknown(error: ErrorObject, key: string, vocabulary: Vocabulary): Draft[] {
    const object = error.data as JsonObject;
    if (renaming.renamed.get(object)?.has(key)) return [];
    return [unknownField(key, object, vocabulary, error.instancePath, error.parentSchema)];
  }

  function interpretChoice({ error, within }: Broken): Draft[] {
    const { data: value, schemaPath, params } = error;
    const branches = listOf(error.schema);
    if (Array.isArray(params.passingSchemas)) return [fitsSeveral(error, branches)];
    const demands = branches.map(demandedFields);
    if (isObject(value) && demands.every((one) => one !== undefined)) {
      return [missingChoice(error, demands)];
    }
    const fitting = branches.flatMap((branch, i) => (fitsType(branch, value) ? [i] : []));
    if (fitting.length === 0) return [wrongType(error, describeChoice(branches))];
    const values = branches.map(allowedValues);
    if (values.every((one) => one !== undefined)) return [notAllowed(error, values.flat())];
    const isContainer = typeof value === 'object' && value !== null;
    const isOptional = branches.filter((branch) => !fitsType(branch, null)).length === 1;
    if (!isContainer && !(isOptional && fitting.length === 1)) {
      return [wrongForm(error, describeChoice(branches))];
    }
    const readings = fitting
      .map((i) => within.filter((one) => one.error.schemaPath.startsWith(`${schemaPath}/${i}/`)))
      .map((broken) => tidy(broken.flatMap(interpret)))
      .filter((drafts) => drafts.length > 0)
      .map((drafts) => ({ drafts, cost: costOf(drafts, error.instancePath) }));
    const [first] = readings.sort((one, other) => one.cost - other.cost);
    return first?.drafts ?? [wrongForm(error, describeChoice(branches))];
  }
}

// A branch whose tag (a field with one allowed value) says otherwise is hardly the one meant.
function costOf(drafts: readonly Draft[], at: string): number {
  const depth = parsePointer(at).length + 1;
  const wrongTags = drafts.filter(
    (draft) =>
      draft.kind === 'not-allowed' &&
      allowedValues(draft.schema)?.length === 1 &&
      parsePointer(draft.at).length === depth,
  );
  return drafts.length + 1000 * wrongTags.length;
}

function wrongType(error: ErrorObject, expected: string): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  if (value === null) return nullValue(error, expected);
  // A number such as 1e400 is JSON, but becomes infinite when it is read.
  const isEndless = typeof value === 'number' && !Number.isFinite(value);
  return {
    kind: isEndless ? (value > 0 ? 'too-large' : 'too-small') : 'wrong-type',
    at,
    value,
    schema,
    tell: (told) => ({
      message: `${told.subject} is ${told.value}; send ${withArticle(expected)}.`,
      expected,
      received: told.received,
    }),
  };
}

function nullValue(error: ErrorObject, expected: string): Draft {
  const { instancePath: at, parentSchema: schema } = error;
  return {
    kind: 'null-value',
    at,
    value: null,
    schema,
    tell({ subject, received, step, isRequired }) {
      const send = `send ${withArticle(expected)}`;
      const remedy = {
        body: send,
        element: `leave the element out, or ${send}`,
        field: isRequired ? send : 'leave the field out if it has no value',
      }[step];
      return { message: `${subject} is null; ${remedy}.`, expected, received };
    },
  };
}

function notAllowed(error: ErrorObject, values: readonly unknown[]): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const expected = describeValues(values);
  if (value === null) return nullValue(error, expected);
  const words = values.filter((one) => typeof one === 'string');
  const text = typeof value === 'string' ? value : undefined;
  const folded = text === undefined ? '' : foldToLatin(text);
  const alike = text === undefined ? undefined : words.find((one) => foldToLatin(one) === folded);
  if (text !== undefined && alike !== undefined) {
    return {
      kind: 'look-alike',
      at,
      value,
      schema,
      tell({ subject, received, isSecret }) {
        const why = isSecret
          ? 'has a character that only looks like it'
          : describeLookAlike(text, alike);
        const message = `${subject} is ${received}, which looks like "${alike}" but ${why}; send "${alike}".`;
        return { message, expected, received, hint: alike };
      },
    };
  }
  return {
    kind: 'not-allowed',
    at,
    value,
    schema,
    tell({ subject, received }) {
      const lower = text?.toLowerCase();
      const same = words.filter((one) => one.toLowerCase() === lower);
      const near = same.length > 0 || text === undefined ? same : nearestWords(text, words);
      const hint = near.length === 1 ? near[0] : undefined;
      const meant = hint === undefined || values.length === 1 ? '' : ` (${quote(hint)} is nearest)`;
      const message = `${subject} is ${received}; send ${expected}${meant}.`;
      return { message, expected, received, hint };
    },
  };
}

function missing(error: ErrorObject, because?: string): Draft {
  const name: string = error.params.missingProperty;
  return {
    kind: 'missing',
    at: error.instancePath + formatPointer([name]),
    schema: error.parentSchema,
    tell({ subject, property }) {
      const words = describeSchema(property);
      const expected = words === 'anything' ? undefined : words;
      const send = expected === undefined ? 'send it' : `send ${withArticle(expected)}`;
      const reason = because === undefined ? '' : `, and ${because} cannot go without it`;
      return { message: `${subject} is missing${reason}; ${send}.`, expected };
    },
  };
}

function beyondLimit(error: ErrorObject, kind: 'too-small' | 'too-large', words?: string): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const expected = words ?? describeSchema(schema);
  return {
    kind,
    at,
    value,
    schema,
    limit: error.params.limit,
    tell(told) {
      const small = kind === 'too-small';
      let what = small ? 'too small' : 'too large';
      if (typeof value === 'string') what = small ? 'too short' : 'too long';
      if (Array.isArray(value)) {
        what = `an array of ${value.length}, ${small ? 'too few' : 'too many'}`;
      } else if (typeof value === 'object') {
        what = `an object of ${keysOf(value).length}, ${small ? 'too few' : 'too many'}`;
      } else {
        what = `${told.value}, which is ${what}`;
      }
      const message = `${told.subject} is ${what}; send ${withArticle(expected)}.`;
      return { message, expected, received: told.received };
    },
  };
}

function wrongForm(error: ErrorObject, expected: string): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  if (value === null) return nullValue(error, expected);
  return {
    kind: 'wrong-form',
    at,
    value,
    schema,
    tell: ({ subject, received }) => ({
      message: `${subject} is ${received}; send ${withArticle(expected)}.`,
      expected,
      received,
    }),
  };
}

function repeated(error: ErrorObject, { index, first }: Repetition): Draft {
  const list = error.data as unknown[];
  return {
    kind: 'duplicate-item',
    at: `${error.instancePath}/${index}`,
    value: list[index],
    schema: error.parentSchema,
    tell({ subject, received, parent }) {
      const before = `${parent}[${first}]`;
      const message = `${subject} repeats ${received}, which stands first at ${before}; leave it out.`;
      return { message, received };
    },
  };
}

function missingChoice(error: ErrorObject, demands: readonly Demand[]): Draft {
  const { instancePath: at, parentSchema: schema, keyword } = error;
  const value = error.data as JsonObject;
  const fields = [...new Set(demands.flatMap(({ names }) => names))];
  const present = fields.filter((name) => Object.hasOwn(value, name));
  const isEmpty = (name: string) => Array.isArray(value[name]) && listOf(value[name]).length === 0;
  const isAlternative = demands.every(({ names }) => names.length === 1);
  const least = Math.min(...demands.map((one) => one.least));
  return {
    kind: present.length > 0 && present.every(isEmpty) ? 'empty-lists' : 'missing-choice',
    at,
    value,
    schema,
    detail: fields.join(' '),
    fields,
    tell({ name }) {
      const quantity = keyword === 'oneOf' ? 'Exactly one' : 'At least one';
      const named = demands.map(({ names }) => listWords(names, 'and'));
      const which =
        isAlternative && named.length > 1
          ? `${quantity} of ${listWords(fields, 'and')}`
          : listWords([...new Set(named)], 'or');
      const where = name === '' ? '' : ` in ${name}`;
      const size = `, with at least ${least === 1 ? 'one element' : `${least} elements`}`;
      return { message: `${which} is required${where}${least > 0 ? size : ''}.` };
    },
  };
}

function fitsSeveral(error: ErrorObject, branches: readonly unknown[]): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const passing: number[] = error.params.passingSchemas;
  const demands = branches.map(demandedFields);
  const fields = passing.flatMap((i) => demands[i]?.names ?? []);
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: error.schemaPath,
    tell({ subject, received, name }) {
      if (demands.every((one) => one !== undefined)) {
        const where = name === '' ? '' : ` in ${name}`;
        return {
          message: `Only one of ${listWords(fields, 'and')} may be sent${where}; leave the others out.`,
        };
      }
      const both = describeChoice(passing.map((i) => branches[i]));
      const message = `${subject} fits more than one of its forms (${both}); make it fit exactly one.`;
      return { message, received };
    },
  };
}

function forbidden(error: ErrorObject): Draft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const fields = demandedFields(error.schema)?.names;
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: error.schemaPath,
    tell({ subject, received, name }) {
      if (fields === undefined) {
        const words = describeSchema(error.schema);
        const form =
          words === 'anything' || words === 'object' ? 'of a form that is not allowed' : words;
        return { message: `${subject} must not be ${form}; change it.`, received };
      }
      const where = name === '' ? '' : ` in ${name}`;
      const message =
        fields.length === 1
          ? `${fields[0]} may not be sent${where}; leave it out.`
          : `${listWords(fields, 'and')} may not be sent together${where}; leave one out.`;
      return { message };
    },
  };
}

// ── What schemas demand ───────────────────────────────────────────────────────────────────────────

/** Fields that a branch demands, and how many elements at least. */
interface Demand {
  readonly names: readonly string[];
  readonly least: number;
}

// What a branch may say when it only demands that fields are there, perhaps with something in them.
const demandWords = /^(required|properties|type|title|description|\$comment|x-.*)$/;
const presenceWords = /^(minItems|minLength|minProperties|type|title|description|\$comment|x-.*)$/;

function demandedFields(branch: unknown): Demand | undefined {
  if (!isObject(branch) || !keysOf(branch).every((word) => demandWords.test(word)))
    return undefined;
  const names = listOf(branch.required).filter((name) => typeof name === 'string');
  const details = valuesOf(branch.properties);
  const isPresence = (one: unknown) => keysOf(one).every((word) => presenceWords.test(word));
  if (names.length === 0 || !details.every(isPresence)) return undefined;
  const least = details.map((one) => (isObject(one) ? Number(one.minItems ?? 0) : 0));
  return { names, least: Math.max(0, ...least) };
}

function allowedValues(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, 'const')) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

// Whether a value's JSON type is one that the schema has a use for.
function fitsType(schema: unknown, value: unknown): boolean {
  if (!isObject(schema)) return schema !== false;
  const jsonType = typeName(value);
  const { type } = schema;
  if (type !== undefined) {
    const types = [type].flat().map((one) => (one === 'integer' ? 'number' : one));
    if (!types.includes(jsonType)) return false;
  }
  const values = allowedValues(schema);
  if (type === undefined && values?.every((one) => typeName(one) !== jsonType)) return false;
  const branches = choiceOf(schema);
  if (branches !== undefined && !branches.some((branch) => fitsType(branch, value))) return false;
  return listOf(schema.allOf).every((part) => fitsType(part, value));
}

const vocabularies = new WeakMap<object, Vocabulary>();

function vocabularyOf(schema: unknown): Vocabulary {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const known = vocabularies.get(properties) ?? createVocabulary(Object.keys(properties));
  vocabularies.set(properties, known);
  return known;
}

// ── One mistake an entry ──────────────────────────────────────────────────────────────────────────

// How much a mistake says about a value: of two about one scalar the stronger one is the mistake.
const strengths: Partial<Record<MistakeKind, number>> = {
  'wrong-type': 0,
  'null-value': 0,
  'look-alike': 1,
  'not-allowed': 1,
  'too-small': 2,
  'too-large': 2,
  'wrong-form': 3,
  invalid: 4,
};

function tidy(drafts: readonly Draft[]): Draft[] {
  const strongest = new Map<string, number>();
  for (const draft of drafts) {
    const strength = strengthOf(draft);
    if (strength === undefined) continue;
    strongest.set(draft.at, Math.min(strength, strongest.get(draft.at) ?? strength));
  }
  const kept = new Map<string, Draft>();
  for (const draft of drafts) {
    if (isOvershadowed(draft, strongest)) continue;
    const key = `${draft.kind} ${draft.detail ?? ''} ${draft.at}`;
    const same = kept.get(key);
    if (same === undefined || isStricter(draft, same)) kept.set(key, draft);
  }
  return [...kept.values()];
}

function isOvershadowed(draft: Draft, strongest: ReadonlyMap<string, number>): boolean {
  // Nothing is missing where a field is there and has a mistake of its own.
  const { fields } = draft;
  if (fields?.some((name) => strongest.has(draft.at + formatPointer([name])))) return true;
  const best = strongest.get(draft.at);
  const strength = strengthOf(draft);
  if (best === undefined || strength === best) return false;
  // What has the wrong type is no value yet that could be repeated, too small or of a wrong form.
  if (best === 0) return strength !== undefined || draft.kind === 'duplicate-item';
  return strength !== undefined && (typeof draft.value !== 'object' || draft.value === null);
}

// A mistake about the name of a field says nothing about its value.
function strengthOf(draft: Draft): number | undefined {
  return draft.value === undefined ? undefined : strengths[draft.kind];
}

function isStricter(draft: Draft, than: Draft): boolean {
  if (typeof draft.limit !== 'number' || typeof than.limit !== 'number') return false;
  return draft.kind === 'too-small' ? draft.limit > than.limit : draft.limit < than.limit;
}

// ── Into words ────────────────────────────────────────────────────────────────────────────────────

/** What lies on the way from the whole body to a place. */
interface Trace {
  readonly place: Place | undefined;
  /** The schema of the nearest object property. */
  readonly property: JsonObject | undefined;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly step: 'body' | 'field' | 'element';
  /** JSON Pointer into the body as sent. */
  readonly pointer: string;
  /** The order of its steps in the schema. */
  readonly ranks: readonly number[];
  /** The place and what it lies in as a person writes them, such as rooms[0].name; '' for the body. */
  readonly name: string;
  readonly parent: string;
}

function follow(at: string, root: Place, { body, renamed }: Renaming): Trace {
  let place: Place | undefined = root;
  let value: unknown = body;
  let property: JsonObject | undefined;
  let isSecret = root.isSecret;
  let isRequired = true;
  let step: Trace['step'] = 'body';
  let pointer = '';
  let name = '';
  let parent = '';
  const ranks: number[] = [];
  for (const key of parsePointer(at)) {
    parent = name;
    if (Array.isArray(value)) {
      step = 'element';
      ranks.push(Number(key));
      pointer += `/${key}`;
      name += `[${key}]`;
      place = place?.element(Number(key));
      value = value[Number(key)];
    } else {
      const object = isObject(value) ? value : {};
      const sent = renamed.get(object)?.get(key) ?? key;
      step = 'field';
      ranks.push(place?.ranks.get(key) ?? (place?.ranks.size ?? 0) + indexOfKey(object, key));
      pointer += formatPointer([sent]);
      name += (name === '' ? '' : '.') + shorten(sent);
      isRequired = place?.demands(key) ?? false;
      place = place?.field(key);
      property = place?.roots[0];
      value = Object.hasOwn(object, key) ? object[key] : undefined;
    }
    isSecret ||= place?.isSecret ?? false;
  }
  return { place, property, isSecret, isRequired, step, pointer, ranks, name, parent };
}

const positions = new WeakMap<object, ReadonlyMap<string, number>>();

function indexOfKey(object: JsonObject, key: string): number {
  let known = positions.get(object);
  if (known === undefined) {
    known = new Map(Object.keys(object).map((one, index) => [one, index]));
    positions.set(object, known);
  }
  return known.get(key) ?? known.size;
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [i, rank] of one.entries()) {
    const difference = rank - (other[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function tell(draft: Draft, trace: Trace, root: Place): Mistake {
  const received = show(draft.value, trace, root);
  const subject = trace.name || 'The body';
  const value = `the ${typeName(draft.value)} ${received}`;
  const { message, ...rest } = draft.tell({ ...trace, subject, received, value });
  const mistake: Mistake = { pointer: trace.pointer, kind: draft.kind, message };
  // Assigned one by one: a key without a value would show in tests and in logs.
  if (rest.expected !== undefined) mistake.expected = rest.expected;
  if (rest.received !== undefined) mistake.received = rest.received;
  if (rest.hint !== undefined) mistake.hint = rest.hint;
  if (isObject(draft.schema)) mistake.schema = draft.schema;
  const property = draft.fields === undefined ? trace.property : propertyOfChoice(draft, trace);
  if (property !== undefined) mistake.property = property;
  return mistake;
}

// A choice of fields belongs to the first one that was sent, or else to the first one.
function propertyOfChoice({ fields = [], value }: Draft, trace: Trace): JsonObject | undefined {
  const name = fields.find((one) => isObject(value) && Object.hasOwn(value, one)) ?? fields[0];
  return (name === undefined ? undefined : trace.place?.field(name)?.roots[0]) ?? trace.property;
}

// Where a secret may lie inside, not even a part of the value is shown: it may have any form.
function show(value: unknown, { place, isSecret }: Trace, root: Place): string {
  if (isSecret) return '"***"';
  if (typeof value === 'object' && value !== null && root.holdsSecret) {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
  if (typeof value === 'string' && place?.holdsSecret) return '"***"';
  return shorten(toJson(value, 61));
}

const longest = 60;

function shorten(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function quote(text: string): string {
  return shorten(JSON.stringify(text.slice(0, longest + 1)));
}

// JSON of which only the beginning is wanted: stops as soon as there is enough of it, so that
// neither a long nor a deep value costs more than a short one.
function toJson(value: unknown, enough: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, enough));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let json = isList ? '[' : '{';
  for (const key in value) {
    if (json.length > enough) return json;
    if (json.length > 1) json += ',';
    if (!isList) json += `${JSON.stringify(key.slice(0, enough))}:`;
    json += toJson((value as JsonObject)[key], enough - json.length);
  }
  return json + (isList ? ']' : '}');
}

function withArticle(words: string): string {
  if (/^(integer|array|object)\b/.test(words)) return `an ${words}`;
  return /^(number|string|boolean)\b/.test(words) ? `a ${words}` : words;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

// ── Repetitions ───────────────────────────────────────────────────────────────────────────────────

interface Repetition {
  readonly index: number;
  readonly first: number;
}

function findRepetitions(list: readonly unknown[]): Repetition[] {
  const firsts = new Map<unknown, number>();
  // Kept apart, so that a string cannot be taken for the object that it spells.
  const objects = new Map<string, number>();
  return list.flatMap((value, index) => {
    const isPlain = typeof value !== 'object' || value === null;
    const seen: Map<unknown, number> = isPlain ? firsts : objects;
    const key = isPlain ? value : canonicalJson(value);
    const first = seen.get(key);
    if (first !== undefined) return [{ index, first }];
    seen.set(key, index);
    return [];
  });
}

// JSON with sorted keys, without recursion: the depth is up to the client.
function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const todo: { readonly text: string; readonly value?: unknown }[] = [{ text: '', value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    parts.push(next.text);
    const at = next.value;
    if (Array.isArray(at)) {
      todo.push({ text: ']' });
      for (const item of at.toReversed()) todo.push({ text: ',', value: item });
      parts.push('[');
    } else if (isObject(at)) {
      todo.push({ text: '}' });
      for (const key of Object.keys(at).sort().reverse()) {
        todo.push({ text: `${JSON.stringify(key)}:`, value: at[key] });
      }
      parts.push('{');
    } else if (at !== undefined) {
      parts.push(JSON.stringify(at));
    }
  }
  return parts.join('');
}

// ── Parts of schemas ──────────────────────────────────────────────────────────────────────────────

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function valuesOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}
