import {
  createDataApiClient,
  type DataApiClientOptions,
  type paths,
  type Result,
} from '../../spec/index.ts';

type Melodies = paths['/melodies/personal'];
type Melody = paths['/melodies/personal/{id}'];
type SipNumber = paths['/numbers/virtual-number/{id}'];
type BodyOf<T extends { requestBody: { content: { 'application/json': unknown } } }> =
  T['requestBody']['content']['application/json'];

/** A rule to add. */
export type NewRule = BodyOf<Melodies['post']>;

/** A rule to replace an existing one. */
export type EditedRule = BodyOf<Melody['put']>;

/** New settings of a number of another operator. */
export type EditedSipNumber = BodyOf<SipNumber['put']>;

/** The result of a request: accepted with a value, or refused with a status from 400 to 499. */
export type ClientResult<T> = { accepted: true; value: T } | { accepted: false; status: number };

/** A client for the API, with a function for each operation; each throws if there is no result. */
export type Client = ReturnType<typeof createClient>;

/** Creates a client. */
export function createClient(options: DataApiClientOptions) {
  const api = createDataApiClient(options);
  return {
    listRules: async () => resultOf(await api.GET('/melodies/personal')),
    addRule: async (body: NewRule) => resultOf(await api.POST('/melodies/personal', { body })),
    editRule: async (id: number, body: EditedRule) =>
      resultOf(await api.PUT('/melodies/personal/{id}', { params: { path: { id } }, body })),
    deleteRule: async (id: number) =>
      resultOf(await api.DELETE('/melodies/personal/{id}', { params: { path: { id } } })),
    editSipNumber: async (id: number, body: EditedSipNumber) =>
      resultOf(await api.PUT('/numbers/virtual-number/{id}', { params: { path: { id } }, body })),
  };
}

function resultOf<T>({ data, error, response }: Result<T>): ClientResult<T> {
  if (error === undefined) return { accepted: true, value: data };
  if (error.status >= 400 && error.status < 500) return { accepted: false, status: error.status };
  throw new Error(`${response.url}: ${error.detail} Try again later, or ask the provider.`);
}
