import { type Contract, isObject, type JsonObject, resourceOf, valueAt } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { RefusalTexts } from '../problems/texts/english.ts';
import type { PreparedResource } from './action-context.ts';
import { createValues, firstOf, type Makers } from './server-values.ts';

/** What items are generated from. */
export interface GeneratorParts {
  readonly contract: Contract;
  readonly document: JsonObject;
  readonly prepared: PreparedResource;
  /** Items to make others like: valid ones, or the samples of their schema. */
  readonly templates: readonly JsonObject[];
  readonly makers: Makers;
  isStored(collection: string): boolean;
}

/** Creates the refusal to generate items. */
export function cannotGenerate(why: (texts: RefusalTexts['generate']) => string): Refusal {
  return new Refusal('invalid-control-request', ({ generate }) => generate.cannot(why(generate)));
}

/** The items that the requests to add one show; if there are none, a sample of their schema. */
export function sampleItems(parts: Omit<GeneratorParts, 'templates'>): readonly JsonObject[] {
  const { resource } = parts.prepared;
  const known = new Set(resource.properties.map(({ name }) => name));
  const shown = requestExamples(parts);
  const samples = shown.length > 0 ? shown : [sampleOf(parts)];
  return samples.map((one) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => known.has(name))),
  );
}

function requestExamples({ prepared: { resource } }: Omit<GeneratorParts, 'templates'>) {
  const { actions, bodies } = resource;
  const contents = actions.add?.request?.contents ?? [];
  return contents
    .flatMap(({ examples }) => examples)
    .map(({ value }) => valueAt(value, bodies.add?.request ?? ''))
    .filter(isObject);
}

function sampleOf({ document, prepared, makers }: Omit<GeneratorParts, 'templates'>): JsonObject {
  const { resource } = prepared;
  const whole = firstOf(createValues(resource.schema, document, makers));
  if (isObject(whole)) return whole;
  // Of a schema that contains itself there may be no sample.
  const fields = resource.properties
    .filter(({ required, nullable, readOnly }) => required && !nullable && !readOnly)
    .map(({ name, schema }) => [name, firstOf(createValues(schema, document, makers))]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** The identities of the items of a collection. */
export function identitiesOf({ contract }: GeneratorParts, store: Store, collection: string) {
  const { name = '' } = resourceOf(contract.resources, collection)?.identity ?? {};
  return Array.from(store.entries(collection), ({ key, item }): unknown => item[name] ?? key);
}
