import type { Message } from '../problems/texts/message.ts';

/** How Prism makes responses, as the options of `prism mock` say. What state makes is not concerned. */
export interface PrismOptions {
  /** Whether a response that breaks the document is replaced by an error, 500; false by default. */
  readonly errors?: boolean | undefined;
  /** Whether responses are generated from their schemas at random; false by default. */
  readonly dynamic?: boolean | undefined;
  /** Makes generated responses the same at each request. */
  readonly seed?: string | undefined;
  /** Whether responses are made as if the document had no examples; false by default. */
  readonly ignoreExamples?: boolean | undefined;
  /** Whether generated objects have properties beyond those in their schema, where it allows more. */
  readonly fillProperties?: boolean | undefined;
}

/** Prism set up for one OpenAPI document. */
export interface Engine {
  /**
   * Answers one request to an operation of the document; at once when the request is valid, the
   * client chose no response and `state` makes the body.
   *
   * @throws what `state` throws; Error when the document has no such operation
   */
  request(call: EngineCall): EngineResult | Promise<EngineResult>;
  /**
   * Makes the refusal that an operation documents for a status in another form than problem details;
   * `undefined` where it documents none that the client accepts.
   * @param explain puts the reason into a body that is no example of the document; what breaks the document
   *   is not sent
   */
  refusal(
    call: EngineCall,
    status: number,
    explain: (body: unknown) => unknown,
  ):
    | {
        readonly headers: Record<string, string>;
        readonly body: unknown;
        /** Whether the body says the reason. */
        readonly isExplained: boolean;
      }
    | undefined;
}

/** One request to an operation of the document. */
export interface EngineCall {
  /** In lower case. */
  method: string;
  /** The path as the document writes it, such as `/books/{id}`. */
  template: string;
  /** The operationId of a variant of the operation; undefined for the operation itself. */
  variant?: string | undefined;
  /** The path as requested, still percent-encoded, without the query. */
  path: string;
  query: Record<string, string | string[]>;
  /** As Node.js gives them, names in lower case. */
  headers: Record<string, string>;
  /**
   * Parsed JSON, text for other media types, one character a byte for multipart ones, `undefined` when
   * there is none. The engine puts the fields of a form in the place of its text.
   */
  body: unknown;
  /** The body as it was sent, where it is JSON. */
  text?: string | undefined;
  /** By place and name in lower case: the parameters as the engine read them, when one is wrong. */
  values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  checkSecurity: boolean;
  /**
   * Decides in place of the document whether a request is valid. It may change body and text before it
   * checks them once more; what is valid for it is not checked again.
   *
   * @param check finds what the document says is wrong with body and parameters
   */
  judge?: ((check: () => readonly Diagnostic[]) => boolean) | undefined;
  /**
   * Makes the body of the answer, `undefined` for none. Called once, and only when the request is
   * valid, an answer acceptable to the client exists, and the client chose no other response.
   * Without it Prism answers from the document.
   *
   * @param own makes the body that Prism would answer with
   */
  state?: ((own: () => unknown) => unknown) | undefined;
  /** The documented status that `state` answers with, asked first; `undefined` for the lowest success. */
  status?: (() => number | undefined) | undefined;
}

/** The body that `state` makes when it refuses: checked against nothing, for nobody to send. */
export const refused = Symbol('refused');

/** Something that Prism found wrong with a request. */
export interface Diagnostic {
  /** Where: `body`, `path`, `query` or `header`, then the way down; names of parameters in lower case. */
  path: string[];
  /** The JSON Schema keyword that failed; `401` and `415` are numbers. */
  code: string | number;
  message: string;
  /** The same in the language of the client, if it is the mock's own; without a full stop. */
  say?: Message;
  /** The name that was probably meant. */
  hint?: string;
}

/** Something that the document doesn't declare, in the form of Prism's `sl-violations` header. */
export interface Violation {
  location: string[];
  severity: 'Error' | 'Warning';
  code?: string | number | undefined;
  message: string;
  /** The switch that lets the mock accept it nevertheless, and its position, such as `D20.text=accepted`. */
  switch?: string;
}

/** What became of a request. */
export type EngineResult =
  | {
      kind: 'answer';
      status: number;
      /** Names in lower case. */
      headers: Record<string, string>;
      body: unknown;
      /** The client chose the response, by `Prefer` or a `__` parameter. */
      chosen: boolean;
      /** Of the answer against the document, and warnings about the request. */
      violations: Violation[];
    }
  | {
      kind: 'invalid';
      /** As Prism negotiates it: 401, 415, 422, 400. */
      status: number;
      diagnostics: Diagnostic[];
      /** How the document declares that response: as problem details, with another type, not at all or without a type. */
      declared: 'problem' | 'other' | 'none';
      /** What Prism would send along: declared headers, `www-authenticate`; no content type. */
      headers: Record<string, string>;
      /** Prism's own answer, when `declared` is `other` or the client named an example. */
      answer?: { headers: Record<string, string>; body: unknown };
      /** Of the request, where the document declares the response and problem details do not tell them. */
      violations?: Violation[];
    }
  | { kind: 'failed'; status: number; title: string; detail: string };
