import type { Operation, Resource } from '../contract/contract.ts';
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
  /**
   * The fields of requests that take them, as JSON Pointers with `*`; `collection` is that of the resource, or
   * the path of an operation that adds to another collection than its own.
   */
  readonly fills: readonly { readonly collection: string; readonly pointer: string }[];
  /** The collection whose items it identifies. */
  readonly item?: string;
  /** Whether the default is lent only by a provider that declares itself this project's mock. */
  readonly 'mock-only'?: boolean;
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

/**
 * Returns the fields of a resource's requests that take identifiers, by kind.
 * @param operation the only operation to look at, where it adds to another collection than its own
 */
export function identifierFields(
  { identifiers }: { readonly identifiers: readonly IdentifierKind[] },
  resource: Resource,
  operation?: Operation,
): IdentifierField[] {
  const path = operation?.addsTo === undefined ? resource.collection : operation.path;
  return identifiers.flatMap((kind) =>
    kind.fills
      .filter(({ collection }) => collection === path)
      .map(({ pointer }) => ({ kind, pointer, steps: parsePointer(pointer) })),
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
        { item: text, 'mock-only': { type: 'boolean' } },
      ),
    ),
  }),
);

/**
 * Reads an `identifiers.yaml`.
 * @throws ContractDefect if the file is missing or malformed, if two kinds share a name or flag, or if
 * the contract lacks a collection or field that it names
 */
export function loadIdentifiers(path: string, resources: readonly Resource[]): IdentifierKind[] {
  const file = readYamlFile(path);
  assertValid(checkIdentifiers, file, file.value, '');
  const { identifiers } = file.value as { identifiers: IdentifierKind[] };
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
    const known = [...resources.map(({ collection }) => collection), ...addersElsewhere(resources)];
    const unknown = named.find((one) => !known.includes(one));
    if (unknown !== undefined) {
      throw file.defect(
        `/identifiers/${i}`,
        `the contract has no collection ${unknown}`,
        `name one of ${known.join(', ')}`,
      );
    }
    for (const [k, { collection, pointer }] of kind.fills.entries()) {
      const anyOf = itemSchemas(resources, collection);
      assertPointer(file, { anyOf }, pointer, `/identifiers/${i}/fills/${k}/pointer`, 'fills');
    }
  }
  return identifiers.map((kind) => ({ ...kind, text: isText(kind, resources) }));
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

/** The paths of operations that add to another collection than that of their path. */
function addersElsewhere(resources: readonly Resource[]): string[] {
  const others = resources.flatMap((one) => one.others.map(({ actions }) => actions.add));
  return others.flatMap((add) => (add?.addsTo === undefined ? [] : [add.path]));
}

// A request may have fields that the resource lacks.
function itemSchemas(resources: readonly Resource[], path: string) {
  const isFor = ({ collection, actions: { add } }: Resource) =>
    collection === path || (add?.addsTo !== undefined && add.path === path);
  const { schema, bodies } = resources.flatMap((one) => [one, ...one.others]).find(isFor) ?? {};
  const sent = [bodies?.add, bodies?.edit, bodies?.patch].map((one) => one?.requestSchema);
  return [schema, ...sent];
}
