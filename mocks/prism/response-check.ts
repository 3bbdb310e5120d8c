import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { bodyCheck } from './body-check.ts';
import {
  findContentByMediaTypeOrFirst,
  findOperationResponse,
  ValidationContext,
  validateOutput,
} from './library.ts';
import { headerCheck } from './parameter-check.ts';
import type { Check, Diagnostics, Surroundings } from './schema-check.ts';
import type { Content, Resource, Response } from './types.ts';

/** Checks an operation's responses against the document, with prepared what can be prepared. */
export class ResponseCheck {
  /** What Prism checks itself: status and media type. */
  readonly #outline: Resource;
  readonly #responses: Response[];
  readonly #bodies = new Map<Content, Check>();
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
