import type { EngineCall } from './engine.ts';
import type { IHttpRequest, PrismHttpComponents } from './library.ts';

/** An operation of the document as Prism holds it. */
export type Resource = Parameters<PrismHttpComponents['route']>[0]['resources'][number];

/** A body of the document, of one media type, as Prism holds it. */
export type Content = NonNullable<NonNullable<RequestSpec['body']>['contents']>[number];

/** Prism's request, with headers and query always there. */
export interface Input extends IHttpRequest {
  url: { path: string; query: Record<string, string | string[]> };
  headers: Record<string, string>;
  /** See `EngineCall`. */
  body?: unknown;
  readonly text?: string | undefined;
  values?: EngineCall['values'];
}

/** A response of the document as Prism holds it. */
export type Response = Resource['responses'][number];

/** What the document says of an operation's requests, as Prism holds it. */
export type RequestSpec = NonNullable<Resource['request']>;

/** The texts of parameters or of the fields of a form by name; several where a name was sent repeatedly. */
export type Sent = Readonly<Record<string, string | string[]>>;
