import { createExampleAnswers } from 'data-api-contract/examples';
import document from 'data-api-contract/openapi.json' with { type: 'json' };
import { type HttpHandler, http } from 'msw';

/** Answers every documented request to `baseUrl` with the contract's example; lets others through. */
export function createHandlers(baseUrl: string): HttpHandler[] {
  const answer = createExampleAnswers(document, baseUrl);
  return [http.all('*', ({ request }) => answer(request))];
}
