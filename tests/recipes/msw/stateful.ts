import { createExampleAnswers } from 'data-api-contract/examples';
import { createMock } from 'data-api-contract/mocks';
import document from 'data-api-contract/openapi.json' with { type: 'json' };
import { type HttpHandler, http } from 'msw';

/** The same handlers, answered by a mock in this process: it checks, refuses and remembers. */
export async function createStatefulHandlers(origin: string): Promise<HttpHandler[]> {
  const mock = await createMock();
  return createExampleAnswers(document).routes.map(({ method, path }) =>
    http[method](origin + path, ({ request }) => mock.fetch(request)),
  );
}
