/** Where a mistake is. */
export interface Site {
  /** JSON Pointer into the body with its fields renamed. */
  readonly at: string;
  readonly value?: unknown;
  readonly schema?: unknown;
}

/** A mistake before it is put into words. */
export interface MistakeDraft extends Site {
  readonly kind: MistakeKind;
  /** What tells it from another mistake of this kind at this place. */
  readonly detail?: string;
  /** The values of which it is none. */
  readonly allowed?: readonly unknown[];
  /** The limit that the value is beyond. */
  readonly limit?: unknown;
  /** The fields of which some are required. */
  readonly fields?: readonly string[];
  describe(told: MessageContext): Pick<Mistake, 'message' | 'expected' | 'received' | 'hint'>;
}

// Put together only for the mistakes that are listed.
/** Words that are put together only for the mistakes that are listed. */
export type Description = () => string;

/** What a message may say about the place of a mistake. */
export interface MessageContext {
  /** The place as a person writes it, such as rooms[0].name; `The body` for the body. */
  readonly subject: string;
  /** The same, but '' for the body. */
  readonly name: string;
  /** What the place lies in; '' for the body. */
  readonly parent: string;
  readonly step: 'body' | 'field' | 'element';
  /** Short JSON of the value, secrets masked. */
  readonly received: string;
  /** The value with its type: the string "50". */
  readonly value: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly property: object | undefined;
}

/** The most entries that a body is answered with. */
export const maxMistakes = 100;

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
