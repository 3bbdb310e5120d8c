import type { Resource } from '../contract/contract.ts';
import { assertPointer, pointerShape } from '../contract/unique-rules.ts';
import { ContractDefect } from '../document/defect.ts';
import { assertValid, lazyCheck } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';

/** A kind of identifier that a caller must lend the verifier. */
export interface IdentifierKind {
  /** What cases call it, as in {number.1}. */
  readonly name: string;
  /** The option that lends them, without dashes. */
  readonly flag: string;
  /** What is lent when the caller says nothing: identifiers and ranges, separated by commas. */
  readonly default: string;
  readonly says: string;
  readonly many: boolean;
  /** Whether it is lent to one check at a time. */
  readonly exclusive: boolean;
  /** Where a request of a collection's resource takes them, as a JSON Pointer with `*`. */
  readonly fills: readonly { readonly collection: string; readonly pointer: string }[];
  /** The collection of which it names an item. */
  readonly item?: string;
}

const text = { type: 'string', minLength: 1 };
const checkIdentifiers = lazyCheck({
  type: 'object',
  additionalProperties: false,
  required: ['identifiers'],
  properties: {
    identifiers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'flag', 'default', 'says', 'many', 'exclusive', 'fills'],
        properties: {
          name: { type: 'string', pattern: '^[a-z]+$' },
          flag: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
          default: text,
          says: text,
          many: { type: 'boolean' },
          exclusive: { type: 'boolean' },
          fills: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['collection', 'pointer'],
              properties: { collection: text, pointer: pointerShape },
            },
          },
          item: text,
        },
      },
    },
  },
});

/**
 * Reads an `identifiers.yaml`.
 * @throws ContractDefect when the file is missing, has another shape, has two kinds of one name or
 * flag, or names a collection or a field that the contract does not have.
 */
export function loadIdentifiers(path: string, resources: readonly Resource[]): IdentifierKind[] {
  const file = readYamlFile(path);
  assertValid(checkIdentifiers, file, file.value, '');
  const { identifiers } = file.value as { identifiers: IdentifierKind[] };
  for (const [i, kind] of identifiers.entries()) {
    for (const key of ['name', 'flag'] as const) {
      if (identifiers.findIndex((one) => one[key] === kind[key]) === i) continue;
      throw new ContractDefect(
        file.locate(`/identifiers/${i}/${key}`),
        `there are two identifiers with the ${key} "${kind[key]}"`,
        `give each a ${key} of its own`,
      );
    }
    const named = [...kind.fills.map((one) => one.collection), ...(kind.item ? [kind.item] : [])];
    const unknown = named.find((one) => !resources.some(({ collection }) => collection === one));
    if (unknown !== undefined) {
      throw new ContractDefect(
        file.locate(`/identifiers/${i}`),
        `the contract has no collection ${unknown}`,
        `name one of ${resources.map((one) => one.collection).join(', ')}`,
      );
    }
    for (const [k, { collection, pointer }] of kind.fills.entries()) {
      const { schema, actions } = resources.find((one) => one.collection === collection) ?? {};
      // A request may have fields that the resource lacks.
      const contents = [actions?.add, actions?.edit].flatMap((one) => one?.request?.contents ?? []);
      const anyOf = [schema, ...contents.map((one) => one.schema)];
      assertPointer(file, { anyOf }, pointer, `/identifiers/${i}/fills/${k}/pointer`, 'fills');
    }
  }
  return identifiers;
}
