import type { OpenAPIV3_1 } from 'openapi-types';
import type { ContractDefect, FileLocation } from '../document/defect.ts';
import type { JsonObject } from '../document/references.ts';
import type { Doubt } from '../evidence/doubts.ts';
import type { NamedFault } from '../evidence/named-faults.ts';
import type { Fact, Page, SourceReference } from '../evidence/sources.ts';

/** An HTTP method in lower case, as OpenAPI writes it. */
export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

/** What an operation does to a resource: POST adds, PUT edits, PATCH patches, GET lists or reads, DELETE deletes. */
export type Action = 'add' | 'edit' | 'patch' | 'list' | 'read' | 'delete';

/** A named example of a request or a response. */
export interface Example {
  readonly name: string;
  readonly value: unknown;
  readonly source: SourceReference | undefined;
  /** JSON Pointer to the example in the document. */
  readonly pointer: string;
}

/** A body in one media type; references in the schema are replaced, but for recursive ones. */
export interface Content {
  readonly mediaType: string;
  readonly schema: JsonObject | undefined;
  readonly examples: readonly Example[];
  readonly pointer: string;
}

/** A parameter of an operation, with the schema of its value. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: JsonObject;
  /** The parameter's own example, the first of several; undefined where it has none. */
  readonly example: unknown;
  readonly source: SourceReference | undefined;
  readonly doubts: readonly string[];
  readonly pointer: string;
}

/** One response that an operation documents; the status is '200', '4XX' or 'default'. */
export interface Response {
  readonly status: string;
  readonly description: string;
  readonly contents: readonly Content[];
  readonly doubts: readonly string[];
}

/** The values that fields of a stored item may have, by the name of the field. */
export type StoredCondition = Readonly<Record<string, readonly unknown[]>>;

/** One method of one path. */
export interface Operation {
  /** The operationId, or method and path where it has none. */
  readonly id: string;
  readonly method: Method;
  /** The path as the document writes it, `/things/{id}`. */
  readonly path: string;
  /** Other paths that mean the same (`x-also-at`). */
  readonly alsoAt: readonly string[];
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly request:
    | { readonly required: boolean; readonly contents: readonly Content[] }
    | undefined;
  readonly responses: readonly Response[];
  readonly source: SourceReference | undefined;
  readonly doubts: readonly string[];
  /** Security requirements: one of these sets of scheme names is enough; without any, all may call. */
  readonly security: readonly (readonly string[])[];
  /** What the item must be stored as (`x-stored`); undefined if any will do. */
  readonly stored: StoredCondition | undefined;
  /** Operations of the same method and path; the stored item decides which one it is (`x-variants`). */
  readonly variants: readonly Operation[];
  /** The id of the operation that has this one among its variants. */
  readonly variantOf: string | undefined;
  /** The collection that a POST adds to, if it is not the one of its path (`x-adds-to`). */
  readonly addsTo: string | undefined;
  /** The operation as in the document, with references replaced. */
  readonly definition: OpenAPIV3_1.OperationObject;
  readonly pointer: string;
}

/** A uniqueness rule of `x-unique`; paths are steps of JSON Pointers, `*` is each element of a list. */
export interface UniqueRule {
  readonly name: string;
  readonly by: readonly (readonly string[])[];
  /** Whether a null makes a composite key distinct from every other. */
  readonly nulls: 'equal' | 'distinct';
  /** 'item': among the elements of one resource; steps: among resources with the same value there. */
  readonly within: 'item' | readonly string[] | undefined;
  /** A sentence with {value} and {owner}, in English if the document has it in several languages. */
  readonly message: string;
  /** The same in other languages, by their tags (RFC 5646). */
  readonly translations?: Readonly<Record<string, string>>;
  readonly source: SourceReference | undefined;
  readonly pointer: string;
}

/** A field that holds the identity of an item of another collection (`x-references`). */
export interface Reference {
  /** Steps of a JSON Pointer to the field in the item; `*` is each element of a list. */
  readonly steps: readonly string[];
  /** Steps to the field whose value chooses the collection; undefined if there is one collection only. */
  readonly by: readonly string[] | undefined;
  /** Each collection, with the value that chooses it. */
  readonly to: readonly { readonly value: string | undefined; readonly collection: string }[];
  /** What the deletion of the named item does. */
  readonly onDelete: 'refuse' | 'cascade' | 'keep';
  readonly source: SourceReference | undefined;
  readonly doubts: readonly string[];
  readonly pointer: string;
}

/** How the server computes a property (`x-computed`): from a template, or by counting. */
export type Computed = string | { readonly count: string };

/** A property of a resource in a response. */
export interface Property {
  readonly name: string;
  readonly schema: JsonObject;
  readonly nullable: boolean;
  readonly required: boolean;
  /** Whether the server makes the value (`readOnly`). */
  readonly readOnly: boolean;
  /** Whether the value is a secret (`format: password`). */
  readonly secret: boolean;
  readonly computed: Computed | undefined;
  readonly doubts: readonly string[];
}

/** Where the item is in the bodies of an action; JSON Pointers, empty for the whole body. */
export interface ActionBodies {
  readonly request: string;
  /** The schema of the item in the request, with references replaced; undefined if it takes no JSON. */
  readonly requestSchema: JsonObject | undefined;
  /** The item, or the list of items; undefined if the response is something else, or empty. */
  readonly response: string | undefined;
  /** The schema of the item in the response, with references replaced. */
  readonly responseSchema: JsonObject | undefined;
}

/** An operation on a path of a resource, or on one that looks so, that nothing stored can answer. */
export interface Stateless {
  readonly operation: Operation;
  /** Why, as the end of a sentence: `no response is an object with the field "name"`. */
  readonly why: string;
}

/** A resource that the API stores: a collection and its items. */
export interface Resource {
  /** The path of the collection, documented or not; it names the resource. */
  readonly collection: string;
  /** The path of an item, documented or not. */
  readonly item: string;
  /** The field that the last path parameter names, which may have another name. */
  readonly identity: {
    readonly name: string;
    readonly parameter: string;
    readonly schema: JsonObject;
    readonly type: 'integer' | 'string';
  };
  /** The parameters in the collection's path, outermost first. */
  readonly parents: readonly string[];
  /** The schema of an item in a response, with references replaced. */
  readonly schema: JsonObject;
  readonly properties: readonly Property[];
  readonly unique: readonly UniqueRule[];
  /** JSON Pointers of the properties that an edit may not change. */
  readonly immutable: readonly string[];
  readonly references: readonly Reference[];
  readonly actions: { readonly [action in Action]?: Operation };
  readonly bodies: { readonly [action in Action]?: ActionBodies };
  /** The properties of the item in the success response of each action; none for an empty response. */
  readonly responseProperties: { readonly [action in Action]?: readonly Property[] };
  /**
   * The resource with another operation for one of its actions: the further variants of an operation, the
   * operation that has them, and those of other paths that add to the collection.
   */
  readonly others: readonly Resource[];
}

/** The place in a request of the token that names its account. */
export interface AccountKey {
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** The items of one collection; `next` is the number that the next item gets as its identity. */
export interface CollectionSeed {
  readonly next?: number | undefined;
  readonly items: readonly JsonObject[];
}

/** What an account holds, by the concrete path of each collection. */
export type Seed = Readonly<Record<string, CollectionSeed>>;

/** A loaded contract. */
export interface Contract {
  readonly file: string;
  readonly document: OpenAPIV3_1.Document;
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly resources: readonly Resource[];
  readonly stateless: readonly Stateless[];
  readonly account: AccountKey;
  readonly doubts: readonly Doubt[];
  /** The faults that the mock can simulate by name. */
  readonly namedFaults: readonly NamedFault[];
  readonly pages: readonly Page[];
  /** What no page of the documentation says. */
  readonly silences: readonly Fact[];
  readonly initial: Seed;
  /** The initial state that the document names, also where an option names another. */
  readonly documented: Seed;
  /** Further states of an account, by name. */
  readonly presets: Readonly<Record<string, Seed>>;
  /** Files that only the verifier and the catalogue need; they are read on demand. */
  readonly verification: {
    readonly identifiers: string | undefined;
    readonly cases: string | undefined;
    readonly states: string | undefined;
  };
  /** All files that the contract was read from. */
  readonly files: readonly string[];
  /** What is wrong with the document, which can be served nevertheless; empty if it was held strictly. */
  readonly warnings: readonly ContractDefect[];
  /** Returns the file and line of a JSON Pointer in the document. */
  locate(pointer: string): FileLocation;
}
