import type { Contract, Operation, Resource } from '../contract/contract.ts';
import { operationById } from '../contract/lookup.ts';
import { assertPointer, pointerShape, schemasAt } from '../contract/unique-rules.ts';
import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import { parsePointer } from '../shared/json-pointer.ts';

/** A kind of identifier that the verifier needs as test data. */
export interface IdentifierKind {
  /** Its name in cases, as in {number.1}. */
  readonly name: string;
  /** The option for its identifiers, without dashes. */
  readonly flag: string;
  /** The default of the option: identifiers and ranges, separated by commas. */
  readonly default: string;
  readonly says: string;
  readonly many: boolean;
  /** Whether only one check may use an identifier at a time. */
  readonly exclusive: boolean;
  /** The fields of requests that take them, as JSON Pointers with `*`. */
  readonly fills: readonly { readonly collection: string; readonly pointer: string }[];
  /** The collection whose items it identifies. */
  readonly item?: string;
  /** The ids of the operations that are sent only if identifiers are lent, and that may be sent to the item. */
  readonly for?: readonly string[];
  /** Whether the default is for this project's mock alone. */
  readonly mockOnly?: boolean;
  /** Whether the document gives it the type string, so that digits are text. */
  readonly text?: boolean;
}

/** A field of a collection's requests that takes identifiers of a kind. */
export interface IdentifierField {
  readonly kind: IdentifierKind;
  /** The JSON Pointer of the field, with `*` for each element of a list. */
  readonly pointer: string;
  readonly steps: readonly string[];
}

type Kinds = { readonly identifiers: readonly IdentifierKind[] };

/** Returns the fields of all requests of a resource that take identifiers, by kind. */
export function allIdentifierFields({ identifiers }: Kinds, resource: Resource): IdentifierField[] {
  return identifiers.flatMap((kind) =>
    kind.fills
      .filter(({ collection }) => collection === resource.collection)
      .map(({ pointer }) => ({ kind, pointer, steps: parsePointer(pointer) })),
  );
}

/** Returns the fields of the requests of a resource's own actions that take identifiers, by kind. */
export function identifierFields(kinds: Kinds, resource: Resource): IdentifierField[] {
  const ids = Object.values(resource.actions).map(({ id }) => id);
  return allIdentifierFields(kinds, resource).filter(
    ({ kind }) => kind.for === undefined || kind.for.some((id) => ids.includes(id)),
  );
}

/** Returns the kinds without whose identifiers an operation, or another on its path, is not sent. */
export function kindsFor(
  { operations }: Pick<Contract, 'operations'>,
  { identifiers }: Kinds,
  { method, path }: Operation,
): IdentifierKind[] {
  return identifiers.filter((kind) =>
    kind.for?.some((id) => {
      const named = operationById({ operations }, id);
      return named?.method === method && named.path === path;
    }),
  );
}

const checkIdentifiers = lazyCheck(
  closedObject({
    identifiers: listOf(
      closedObject(
        {
          name: { type: 'string', pattern: '^[a-z]+$' },
          flag: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
          default: text,
          says: text,
          many: { type: 'boolean' },
          exclusive: { type: 'boolean' },
          fills: listOf(closedObject({ collection: text, pointer: pointerShape })),
        },
        { item: text, for: { ...listOf(text), minItems: 1 }, 'mock-only': { type: 'boolean' } },
      ),
    ),
  }),
);

/**
 * Reads an `identifiers.yaml`.
 * @throws ContractDefect if the file is missing or malformed, if two kinds share a name or flag, or if
 * the contract lacks a collection, field or operation that it names
 */
export function loadIdentifiers(
  path: string,
  { resources, operations }: Pick<Contract, 'resources' | 'operations'>,
): IdentifierKind[] {
  const file = readYamlFile(path);
  assertValid(checkIdentifiers, file, file.value, '');
  const { identifiers } = file.value as {
    identifiers: (IdentifierKind & { 'mock-only'?: boolean })[];
  };
  for (const [i, kind] of identifiers.entries()) {
    for (const key of ['name', 'flag'] as const) {
      if (identifiers.findIndex((one) => one[key] === kind[key]) === i) continue;
      throw file.defect(
        `/identifiers/${i}/${key}`,
        `two identifiers have the ${key} "${kind[key]}"`,
        `give each a ${key} of its own`,
      );
    }
    const named = [...kind.fills.map((one) => one.collection), ...(kind.item ? [kind.item] : [])];
    const unknown = named.find((one) => !resources.some(({ collection }) => collection === one));
    if (unknown !== undefined) {
      throw file.defect(
        `/identifiers/${i}`,
        `the contract has no collection ${unknown}`,
        `name one of ${resources.map((one) => one.collection).join(', ')}`,
      );
    }
    for (const [k, id] of (kind.for ?? []).entries()) {
      if (operationById({ operations }, id) !== undefined) continue;
      const what = `the contract has no operation "${id}"`;
      throw file.defect(`/identifiers/${i}/for/${k}`, what, 'name the id of one');
    }
    for (const [k, { collection, pointer }] of kind.fills.entries()) {
      const anyOf = itemSchemas(resources, collection);
      assertPointer(file, { anyOf }, pointer, `/identifiers/${i}/fills/${k}/pointer`, 'fills');
    }
  }
  return identifiers.map(({ 'mock-only': mockOnly = false, ...kind }) => ({
    ...kind,
    mockOnly,
    text: isText(kind, resources),
  }));
}

// Whether no field that takes the identifiers, and no path, could take a number.
function isText({ fills, item }: IdentifierKind, resources: readonly Resource[]): boolean {
  const schemas = fills.flatMap(({ collection, pointer }) => {
    return schemasAt({ anyOf: itemSchemas(resources, collection) }, parsePointer(pointer));
  });
  const identity = resources.find(({ collection }) => collection === item)?.identity;
  const types = [
    ...schemas.flatMap(({ type }) => type ?? []),
    ...(identity ? [identity.type] : []),
  ];
  const known = types.filter((type) => type !== 'null');
  return known.length > 0 && known.every((type) => type === 'string');
}

// A request may have fields that the resource lacks.
function itemSchemas(resources: readonly Resource[], collection: string) {
  const resource = resources.find((one) => one.collection === collection);
  const sent = [resource, ...(resource?.others ?? [])].flatMap((one) =>
    [one?.bodies.add, one?.bodies.edit, one?.bodies.patch].map((body) => body?.requestSchema),
  );
  return [resource?.schema, ...sent];
}
