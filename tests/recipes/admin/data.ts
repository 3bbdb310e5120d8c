import { createDataApiClient, type paths, type Result } from 'data-api-contract/client';

type Answer<
  Path extends keyof paths,
  Method extends keyof paths[Path],
> = paths[Path][Method] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** A rule: a melody for some numbers and groups. */
export type Rule = Answer<'/melodies/personal', 'get'>[number];
/** A number of the account. */
export type PhoneNumber = Answer<'/numbers/virtual-number', 'get'>[number];

/** Where the API is and whose account to show, as the address of the page says. */
const address = new URLSearchParams(location.search);
export const api = createDataApiClient({
  baseUrl: address.get('api') ?? 'http://127.0.0.1:4010',
  token: address.get('token') ?? 'admin',
});

/**
 * The body of the response to a call.
 * @throws Error that says why there is none
 */
export async function bodyOf<Body>(call: Promise<Result<Body>>): Promise<Body> {
  const { data, error } = await call;
  if (error) throw new Error(error.detail);
  return data;
}

/**
 * Loads what the page shows.
 * @throws Error that says why the API refused it
 */
export async function load() {
  const [numbers, groups, employees, system, client, rules] = await Promise.all([
    bodyOf(api.GET('/numbers/virtual-number')),
    bodyOf(api.GET('/employee-group')),
    bodyOf(api.GET('/employee')),
    bodyOf(api.GET('/melodies/system')),
    bodyOf(api.GET('/melodies/client')),
    bodyOf(api.GET('/melodies/personal')),
  ]);
  return { numbers, groups, employees, media: { system, client }, rules };
}

/** What {@link load} returns. */
export type Data = Awaited<ReturnType<typeof load>>;

/** A file in Base64, as the API takes it. */
export async function inBase64(file: File): Promise<string> {
  let text = '';
  for (const byte of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}
