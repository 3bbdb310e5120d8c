import {
  formatPointer,
  isObject,
  type JsonObject,
  type Operation,
  operationName,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { additionTo } from '../provider/added-item.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item, WriteAction } from '../provider/item.ts';
import type { Call, Provider } from '../provider/provider.ts';
import { nextNumber } from '../provider/request-body.ts';
import { anotherValue, type RequestField, requestFields } from '../provider/schema-body.ts';
import { type Check, type Finding, finding, kept, skipIfMissing, subjectNote } from './check.ts';
import { type Coverage, typeOf } from './covered.ts';
import { notStored } from './crud.ts';
import { editOf, inCollection, runOn, slugOf } from './on-item.ts';

/** A way to make a request invalid in one field. */
interface Mistake {
  readonly id: string;
  says(operation: string): string;
  /** Whether the documentation says that it is refused, and no case of the catalogue tries it. */
  applies(about: {
    readonly coverage: Coverage;
    readonly resource: Resource;
    readonly action: WriteAction;
    readonly name: string;
    readonly field: RequestField;
  }): boolean;
  /** Returns the invalid body; undefined if none is known. */
  spoil(
    body: JsonObject,
    name: string,
    field: RequestField,
    provider: Provider,
  ): JsonObject | undefined;
  accepted(names: string): string;
}

const mistakes: readonly Mistake[] = [
  {
    id: 'required',
    says: (operation) => `${operation} is refused if a required field is missing.`,
    // A field with a default may well be left out, and a patch is there to leave fields out.
    applies: ({ coverage, resource, action, name, field: { required, schema } }) =>
      required &&
      action !== 'patch' &&
      schema.default === undefined &&
      !coverage.leavesOut(resource, action, name),
    spoil: (body, name) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== name)),
    accepted: (names) => `without the required ${names}`,
  },
  {
    id: 'types',
    says: (operation) => `${operation} is refused if a field has a value of another type.`,
    applies: ({ coverage, resource, action, name, field: { schema } }) => {
      const types = typesOf(schema);
      // The path of an edit has the identity, too, and a provider may take it from there.
      const fromPath = name === resource.identity.name && action !== 'add';
      return types.size > 0 && !fromPath && !coverage.mistypes(resource, action, name, types);
    },
    // What cannot be read as the type, whoever converts it.
    spoil: (body, name, { schema }) =>
      Object.fromEntries([
        ...Object.entries(body).filter(([key]) => key !== name),
        [name, typesOf(schema).has('object') ? 'of another type' : { of: 'another type' }],
      ]),
    accepted: (names) => `with a value of another type for ${names}`,
  },
  {
    id: 'immutable',
    says: (operation) => `${operation} is refused if it changes an immutable field.`,
    applies: ({ coverage, resource, action, name }) =>
      action !== 'add' &&
      name !== resource.identity.name &&
      resource.immutable.includes(formatPointer([name])) &&
      !coverage.lends(resource, name),
    spoil: (body, name, { schema }, provider) => {
      const n = nextNumber(provider);
      const other = anotherValue(provider.contract, schema, body[name], n);
      return other === undefined ? undefined : { ...body, [name]: other };
    },
    accepted: (names) => `with another value of the immutable ${names}`,
  },
];

/** Tests on every resource that a request with one invalid field is refused. */
export function invalidFieldChecks(resources: readonly Resource[], coverage: Coverage): Check[] {
  return resources.flatMap((resource) =>
    (['add', 'edit', 'patch'] as const).flatMap((action) => {
      const operation = resource.actions[action];
      const { add } = resource.actions;
      if (operation === undefined || add === undefined) return [];
      const all = [...requestFields(resource.bodies[action]?.requestSchema)];
      return mistakes.flatMap((mistake) => {
        const fields = all.filter(([name, field]) =>
          mistake.applies({ coverage, resource, action, name, field }),
        );
        const byDoubt = Map.groupBy(fields, ([, { schema }]) => doubtOf(schema));
        return [...byDoubt].map(
          ([doubt, some]): Check => ({
            id: [`${mistake.id}-${action}${slugOf(resource)}`, doubt].filter(Boolean).join('-'),
            says: mistake.says(operationName(operation)),
            source: operation.source,
            doubt,
            open: doubt !== undefined,
            promises: [],
            operations: [add, operation],
            run: async (provider) =>
              skipIfMissing(provider, [add, operation]) ??
              (action !== 'add'
                ? runOn(provider, resource, async (context, item) => {
                    const attempt = { context, operation, mistake, doubt };
                    const found = await trySome(attempt, some, (note) =>
                      editOf(context, item, { action, note }),
                    );
                    if (found !== kept) return found;
                    const wrong = await notStored(context, item);
                    return wrong && `${wrong} Only refused requests came before.`;
                  })
                : inCollection(provider, resource, (context, path) =>
                    trySome({ context, operation, mistake, doubt }, some, (note) =>
                      additionTo(context, resource, path, note),
                    ),
                  )),
          }),
        );
      });
    }),
  );
}

interface Attempt {
  readonly context: CheckContext;
  readonly operation: Operation;
  readonly mistake: Mistake;
  readonly doubt: string | undefined;
}

async function trySome(
  { context, operation, mistake, doubt }: Attempt,
  fields: readonly (readonly [string, RequestField])[],
  right: (note: string) => Call,
): Promise<Finding> {
  const accepted: string[] = [];
  const shown: Exchange[] = [];
  for (const [name, field] of fields) {
    const call = right(subjectNote);
    const json = mistake.spoil(call.json as JsonObject, name, field, context.provider);
    if (json === undefined) continue;
    const before = context.items.length;
    const { outcome, fault, exchange } = await context.send({ ...call, json, promised: false });
    if (outcome === 'fault') return finding('broken', fault ?? '', [exchange]);
    if (outcome === 'refused') continue;
    accepted.push(name);
    shown.push(exchange);
    await deleteItem(context, context.items[before]);
  }
  const name = operationName(operation);
  if (accepted.length === 0) return doubt ? finding('observed', mistake.says(name)) : kept;
  const message = `${name} ${mistake.accepted(accepted.join(', '))} is accepted.`;
  return finding(doubt === undefined ? 'broken' : 'observed', message, shown);
}

// So that the next request is not refused because of this one.
async function deleteItem(context: CheckContext, item: Item | undefined): Promise<void> {
  const operation = item && context.provider.operation(item.resource, 'delete');
  if (operation !== undefined)
    await context.send({ operation, path: item?.path ?? {}, note: 'free again' });
}

function doubtOf(schema: JsonObject): string | undefined {
  const doubts = schema['x-doubt'];
  return Array.isArray(doubts) && doubts.length > 0 ? String(doubts[0]) : undefined;
}

// The types that a schema names; empty if any other may be right, too.
function typesOf(schema: JsonObject): ReadonlySet<string> {
  const named = [schema.type].flat().filter((one) => typeof one === 'string');
  const listed = Array.isArray(schema.enum) ? schema.enum.map(typeOf) : [];
  const parts = [schema.anyOf, schema.oneOf].map((one) => (Array.isArray(one) ? one : []));
  const inParts = parts.flat().map((one) => (isObject(one) ? typesOf(one) : new Set<string>()));
  if (named.length === 0 && inParts.some((one) => one.size === 0)) return new Set();
  const all =
    named.length > 0 ? named : listed.length > 0 ? listed : inParts.flatMap((one) => [...one]);
  return new Set(all.map((one) => (one === 'integer' ? 'number' : one)));
}
