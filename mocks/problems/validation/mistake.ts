import type { Message } from '../texts/message.ts';
import type { Location } from './location.ts';

/** The value that a mistake is about. */
export interface Site {
  /** JSON Pointer into the body, after misnamed fields were renamed. */
  readonly at: string;
  readonly value?: unknown;
  readonly schema?: unknown;
}

/** A mistake before it is described. */
export interface MistakeDraft extends Site {
  readonly kind: MistakeKind;
  /** Distinguishes it from another mistake of this kind at this place. */
  readonly detail?: string | undefined;
  /** The values that are allowed. */
  readonly allowed?: readonly unknown[];
  /** The limit that the value exceeds. */
  readonly limit?: unknown;
  /** The fields of which some are required. */
  readonly fields?: readonly string[];
  /** Describes the mistake; called only for the mistakes that are listed. */
  describe(
    location: Location,
  ): Pick<Mistake, 'message' | 'expected' | 'received' | 'hint'> & Partial<Pick<Mistake, 'kind'>>;
}

/** The most mistakes to list for one body. */
export const maxMistakes = 100;

/** A mistake of a body. */
export interface Mistake {
  /** JSON Pointer into the body as it was sent; '' for the whole body. */
  readonly pointer: string;
  readonly kind: MistakeKind;
  /** A sentence: what is wrong and what to do. */
  readonly message: Message;
  /** What would be accepted, in words. */
  readonly expected?: Message | undefined;
  /** The value as JSON, at most 60 characters and then '…'; secrets are `"***"`. */
  readonly received?: string | undefined;
  /** The field or value that was probably meant. */
  readonly hint?: string | undefined;
  /** The schema that the value breaks, with its `x-` keywords. */
  readonly schema?: object | undefined;
  /** The schema of the nearest object property around the value. */
  readonly property?: object | undefined;
}

/** The kinds of mistake; `invalid` is any other. */
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

/** The kind of mistake that breaks a keyword of JSON Schema, if the keyword alone decides it. */
export const kindOfKeyword: Readonly<Record<string, MistakeKind>> = {
  type: 'wrong-type',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small',
  minLength: 'too-small',
  minItems: 'too-small',
  minProperties: 'too-small',
  maximum: 'too-large',
  exclusiveMaximum: 'too-large',
  maxLength: 'too-large',
  maxItems: 'too-large',
  maxProperties: 'too-large',
  required: 'missing',
  enum: 'not-allowed',
  inexact: 'too-large',
  style: 'wrong-form',
  pattern: 'wrong-form',
  format: 'wrong-form',
};
