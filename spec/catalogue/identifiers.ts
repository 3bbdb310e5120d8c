import type { Resource } from '../contract/contract.ts';
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

/** Returns the fields of a resource's requests that take identifiers, by kind. */
export function identifierFields(
  { identifiers }: { readonly identifiers: readonly IdentifierKind[] },
  resource: Resource,
): IdentifierField[] {
  return identifiers.flatMap((kind) =>
    kind.fills
      .filter(({ collection }) => collection === resource.collection)
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
        { item: text },
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
    const unknown = named.find((one) => !resources.some(({ collection }) => collection === one));
    if (unknown !== undefined) {
      throw file.defect(
        `/identifiers/${i}`,
        `the contract has no collection ${unknown}`,
        `name one of ${resources.map((one) => one.collection).join(', ')}`,
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

// A request may have fields that the resource lacks.
function itemSchemas(resources: readonly Resource[], collection: string) {
  const { schema, bodies } = resources.find((one) => one.collection === collection) ?? {};
  const sent = [bodies?.add, bodies?.edit, bodies?.patch].map((one) => one?.requestSchema);
  return [schema, ...sent];
}
