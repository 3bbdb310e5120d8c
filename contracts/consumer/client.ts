import { createDataApiClient, type DataApiClientOptions, type paths } from '../../spec/index.ts';

type Melodies = paths['/melodies/personal'];
type Melody = paths['/melodies/personal/{id}'];
type SipNumber = paths['/numbers/virtual-number/{id}'];
type Sent<T extends { requestBody: { content: { 'application/json': unknown } } }> =
  T['requestBody']['content']['application/json'];

/** A rule to add. */
export type NewRule = Sent<Melodies['post']>;

/** A rule as it is to be. */
export type EditedRule = Sent<Melody['put']>;

/** A number of another operator as it is to be. */
export type EditedSipNumber = Sent<SipNumber['put']>;

/** What became of a request: accepted with a value, or refused with a status from 400 to 499. */
export type ClientResult<T> = { accepted: true; value: T } | { accepted: false; status: number };

/** A client for the API, with a function for each operation; whatever is no outcome is thrown. */
export type Client = ReturnType<typeof createClient>;

/** Makes a client; see {@link Client}. */
export function createClient(options: DataApiClientOptions) {
  const api = createDataApiClient(options);
  return {
    listRules: async () => outcome(await api.GET('/melodies/personal')),
    addRule: async (body: NewRule) => outcome(await api.POST('/melodies/personal', { body })),
    editRule: async (id: number, body: EditedRule) =>
      outcome(await api.PUT('/melodies/personal/{id}', { params: { path: { id } }, body })),
    deleteRule: async (id: number) =>
      outcome(await api.DELETE('/melodies/personal/{id}', { params: { path: { id } } })),
    editSipNumber: async (id: number, body: EditedSipNumber) =>
      outcome(await api.PUT('/numbers/virtual-number/{id}', { params: { path: { id } }, body })),
  };
}

function outcome<T>(answer: { data?: T; response: Response }): ClientResult<T> {
  const { data, response } = answer;
  if (response.ok && data !== undefined) return { accepted: true, value: data };
  if (response.status >= 400 && response.status < 500) {
    return { accepted: false, status: response.status };
  }
  throw new Error(
    `${response.url} answered ${response.status} ${data === undefined ? 'without' : 'with'} a body, which neither accepts nor refuses. Try again later, or ask the provider.`,
  );
}
