import { createExampleAnswers } from 'data-api-contract/examples';
import document from 'data-api-contract/openapi.json' with { type: 'json' };
import { type HttpHandler, http } from 'msw';

/** One handler for each documented path and method, which answers with the contract's example. */
export function createHandlers(baseUrl: string): HttpHandler[] {
  const answer = createExampleAnswers(document, baseUrl);
  return answer.routes.map(({ method, path }) =>
    http[method](baseUrl + path, ({ request }) => answer(request)),
  );
}
