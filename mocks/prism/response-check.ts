import { bodyCheck } from './body-check.ts';
import type { EngineResult } from './engine.ts';
import {
  E,
  findContentByMediaTypeOrFirst,
  findOperationResponse,
  O,
  ValidationContext,
  validateOutput,
} from './library.ts';
import { within } from './media-type.ts';
import { headerCheck } from './parameter-check.ts';
import type { Check, Diagnostics, Surroundings } from './schema-check.ts';
import type { Content, Resource, Response } from './types.ts';

/** How the document declares a refusal. */
type Form = Extract<EngineResult, { kind: 'invalid' }>['declared'];

/** Checks an operation's responses against the document, with prepared what can be prepared. */
export class ResponseCheck {
  /** What Prism checks itself: status and media type. */
  readonly #outline: Resource;
  readonly #responses: Response[];
  readonly #bodies = new Map<Content, Check>();
  readonly #forms = new Map<number, Form>();
  readonly #headers = new Map<Response['headers'], ReturnType<typeof headerCheck>>();

  /** @throws Error naming place and reason when the schema of a body or header does not compile */
  constructor(resource: Resource, around: Surroundings) {
    this.#responses = resource.responses;
    this.#outline = { ...resource, responses: resource.responses.map(outlineOf) };
    for (const response of resource.responses) {
      const own = { ...around, where: `${around.where}, response ${response.code}` };
      this.#headers.set(response.headers, headerCheck(response, own));
      for (const content of response.contents ?? []) {
        this.#bodies.set(content, bodyCheck(content, ValidationContext.Output, own));
      }
    }
  }

  /** The response that the document declares for a status. */
  declared(status: number): Response | undefined {
    return O.toUndefined(findOperationResponse(this.#responses, status));
  }

  /** The form of the refusal that the document declares for a status. */
  form(status: number): Form {
    const known = this.#forms.get(status);
    if (known) return known;
    const { contents = [] } = this.declared(status) ?? {};
    const isProblem = contents.some(({ mediaType }) =>
      within('application/problem+json', mediaType),
    );
    const isNone = contents.length === 0 || !this.#hasFailure(status);
    const form = isNone ? 'none' : isProblem ? 'problem' : 'other';
    this.#forms.set(status, form);
    return form;
  }

  /** Tells whether the document speaks of a status: a lone `default` is the form of a success. */
  #hasFailure(status: number): boolean {
    const codes = this.#responses.map(({ code }) => code.toUpperCase());
    return codes.some((code) => code.startsWith('2') || [String(status), '4XX'].includes(code));
  }

  /**
   * Makes the check of a response's body, which reports what is wrong with status and headers, too.
   *
   * @param headers names in lower case
   */
  of(statusCode: number, headers: Record<string, string>): Check {
    const declared = this.declared(statusCode);
    const contents = declared?.contents ?? [];
    const mediaType = headers['content-type'];
    const content = mediaType
      ? O.toUndefined(findContentByMediaTypeOrFirst(contents, mediaType))?.content
      : contents[0];
    const check = (content && this.#bodies.get(content)) ?? (() => []);
    const outside = [
      ...this.#outside(statusCode, headers),
      ...(this.#headers.get(declared?.headers)?.(headers) ?? []),
    ];
    return outside.length === 0 ? check : (body) => [...outside, ...check(body)];
  }

  #outside(statusCode: number, headers: Record<string, string>): Diagnostics {
    const element = { statusCode, headers, body: null };
    try {
      const checked = validateOutput({ resource: this.#outline, element });
      return E.isLeft(checked) ? checked.left : [];
    } catch (error) {
      return [{ message: `The response could not be checked: ${String(error)}`, severity: 0 }];
    }
  }
}

/** The response without what Prism would have to compile. */
function outlineOf({ contents, ...response }: Response): Response {
  return {
    ...response,
    headers: [],
    contents: contents?.map(({ schema: _, ...content }) => content),
  };
}
