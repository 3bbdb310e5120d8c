import { createExampleAnswers } from 'data-api-contract/examples';
import { createMock } from 'data-api-contract/mocks';
import document from 'data-api-contract/openapi.json' with { type: 'json' };
import { type HttpHandler, http } from 'msw';

/** The same handlers, answered by a mock in this process: it checks, refuses and remembers. */
export async function createStatefulHandlers(baseUrl: string): Promise<HttpHandler[]> {
  const mock = await createMock({ prefix: new URL(baseUrl).pathname.replace(/\/$/, '') });
  return createExampleAnswers(document).routes.map(({ method, path }) =>
    http[method](baseUrl + path, ({ request }) => mock.fetch(request)),
  );
}
