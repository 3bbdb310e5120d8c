import type { HarnessCase, HarnessResponse } from './harness-case.ts';

/** A way in which this mock means to answer otherwise than Prism; `CONTRIBUTING.md` lists them. */
interface Difference {
  readonly why: string;
  applies(
    expected: HarnessResponse,
    response: HarnessResponse,
    given: HarnessCase,
    isOfState: boolean,
  ): boolean;
}

const differences: readonly Difference[] = [
  {
    why: 'State answers with what is there: what a client added, or 404.',
    applies: ({ status }, response, _given, isOfState) =>
      isOfState &&
      status < 300 &&
      (response.status === 404 || /\bjson\b/.test(response.headers['content-type'] ?? '')),
  },
  {
    why: 'A refusal has the same status, and explains itself in words of this mock.',
    applies: (expected, response) =>
      expected.status === response.status &&
      expected.status >= 400 &&
      isProblem(response) &&
      (expected.body === '' || expected.body.includes('stoplight.io/prism/errors#')),
  },
  {
    why: 'HEAD is served where GET is.',
    applies: ({ status }, response, { command }) =>
      status === 405 && response.status === 200 && command.includes('--head'),
  },
  {
    why: 'OPTIONS lists the methods of a path.',
    applies: ({ status }, { headers }, { command }) =>
      status === 405 && headers.allow !== undefined && command.includes('OPTIONS'),
  },
  {
    why: 'CORS headers are for browsers: for requests with an Origin, and what it asks for.',
    applies: ({ status, headers }, response) =>
      status === response.status && headers['access-control-allow-origin'] !== undefined,
  },
  {
    why: 'An empty segment is no value of a path parameter: there is no such path.',
    applies: ({ status }, response, { command }) =>
      status === 422 && response.status === 404 && /\d\/[^ ]*\/\//.test(command),
  },
  {
    why: 'A field that need not be there may be missing from a form, an array, too.',
    applies: ({ body }, { status }, { document, command }) =>
      status === 200 &&
      body.includes('must be array') &&
      command.includes('--data-urlencode') &&
      !document.includes('required'),
  },
  {
    why: 'A part of a multipart form needs no escape.',
    applies: ({ body }, { status }, { command }) =>
      status === 200 && body.includes('Reserved characters') && command.includes('multipart'),
  },
  {
    why: 'An object is sent as JSON under text/plain and text/html, too; never 5xx.',
    applies: ({ body }, { status }) => body.includes('NO_COMPLEX_OBJECT_TEXT') && status === 200,
  },
  {
    why: 'A response made from a schema follows a reference back to itself once, not twice.',
    applies: ({ status, body }, response, { document }) =>
      status === response.status &&
      document.includes('$ref') &&
      body.includes('[{}]') &&
      response.body.includes('[{}]'),
  },
  {
    why: 'A schema that is too complex to generate from is 422, never 5xx.',
    applies: ({ body }, { status }) => body.includes('SCHEMA_TOO_COMPLEX') && status === 422,
  },
];

/**
 * Why this mock means to answer a case as it does; undefined if it does not mean to.
 * @param isOfState whether the path is one of a resource
 */
export function reasonFor(
  given: HarnessCase,
  response: HarnessResponse,
  isOfState: boolean,
): string | undefined {
  return differences.find(({ applies }) => applies(given.expected, response, given, isOfState))
    ?.why;
}

function isProblem({ headers }: HarnessResponse): boolean {
  return headers['content-type'] === 'application/problem+json';
}
