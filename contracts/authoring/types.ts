import type { operations, StateValues, VariantOperations } from '../../spec/index.ts';

interface Operations extends operations, VariantOperations {}

type Success = 200 | 201 | 202 | 203 | 204;
type Responses<O extends OperationId> = Operations[O]['responses'];
type JsonOf<T> = T extends { content: infer Content } ? Content[keyof Content] : never;
type ResponseBody<O extends OperationId> = JsonOf<Responses<O>[keyof Responses<O> & Success]>;
type ItemOf<Body> = Body extends readonly (infer Element)[] ? Element : Body;
type NameOf<T> = T extends unknown ? keyof T & string : never;
type Chosen<T, Name> = T extends readonly (infer Element)[]
  ? Chosen<Element, Name>[]
  : Pick<T, Extract<keyof T, Name>>;
type AllOf<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The id of an operation of the contract, or of a variant of one. */
export type OperationId = keyof Operations;

/** A value that a provider state lends. A verifier injects it; in the consumer's test, its example stands for it. */
export interface StateValue<T = string | number> {
  readonly name: string;
  readonly example: T;
}

/** A part of a request, in which values of provider states may stand. */
export type Injectable<T> =
  | T
  | (T extends string | number ? StateValue<T> : never)
  | (T extends object ? { [Name in keyof T]: Injectable<T[Name]> } : never);

type NewNames<Values> = { readonly [Name in keyof Values]?: string };

/**
 * Provider states: the sentence of one, which lends its values under their own names; or several sentences, each
 * with `true` for the same, or with new names for the values that are needed.
 */
export type Given =
  | keyof StateValues
  | { readonly [State in keyof StateValues]?: true | NewNames<StateValues[State]> };

type Lent<Values, Names> = {
  [Name in keyof Values as Names extends NewNames<Values>
    ? Names[Name & keyof Names] & string
    : Name]: StateValue<Values[Name]>;
};

/** The values that the given states lend. */
export type ValuesOf<G> = G extends keyof StateValues
  ? Lent<StateValues[G], true>
  : AllOf<
      { [S in keyof G & keyof StateValues]: Lent<StateValues[S], G[S]> }[keyof G &
        keyof StateValues]
    >;

/** A request of an operation, with its examples in place of values of states. */
export type RequestOf<O extends OperationId> = Pick<Operations[O]['parameters'], 'path' | 'query'> &
  ([JsonOf<Operations[O]['requestBody']>] extends [never]
    ? { body?: undefined }
    : { body: JsonOf<Operations[O]['requestBody']> });

/** What a consumer expects: acceptance, with the fields that it reads, or a refusal. */
export type Reply<O extends OperationId> =
  | 'accepted'
  | 'refused'
  | Exclude<keyof Responses<O> & number, Success>
  | readonly NameOf<ItemOf<ResponseBody<O>>>[];

// Any body may be refused.
type Parts<O extends OperationId, R> = {
  [Part in keyof RequestOf<O>]:
    | Injectable<RequestOf<O>[Part]>
    | (R extends 'refused' | number ? object : never);
};

/** An interaction, in the words of the contract. */
export interface Interaction<O extends OperationId, G extends Given, R extends Reply<O>> {
  /** The id of the operation. */
  readonly operation: O;
  /** Names the interaction in the pact; by default, what the operation does, and what is given. */
  readonly description?: string;
  readonly given?: G;
  /** The request's path parameters, query and body, perhaps made from the values of the states. */
  readonly with?: Parts<O, R> | ((values: ValuesOf<G>) => Parts<O, R>);
  /**
   * `'accepted'`, the default, with all that the document promises of the response; or the names of the fields
   * that the consumer reads, of the body or of each element of a list; or `'refused'`, or the status of a refusal,
   * which the mock server of the test responds with: a provider may have any other from 400 to 499.
   */
  readonly willRespond?: R;
}

/** What the consumer's test gets: a mock server that expects the request, and what it has to be sent. */
export interface ConsumerTest<O extends OperationId, G, R> {
  /** The URL of the mock server. */
  readonly url: string;
  /** The token to send. */
  readonly token: string;
  /** The examples of the states' values. */
  readonly values: {
    readonly [Name in keyof ValuesOf<G>]: ValuesOf<G>[Name] extends StateValue<infer T> ? T : never;
  };
  readonly request: RequestOf<O>;
  /** What the mock server responds with; the body is undefined for a refusal. */
  readonly response: {
    readonly status: number;
    readonly body: R extends readonly (infer Name)[]
      ? Chosen<ResponseBody<O>, Name>
      : R extends 'accepted'
        ? ResponseBody<O>
        : undefined;
  };
}
