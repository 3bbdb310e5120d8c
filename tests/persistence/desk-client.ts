/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A desk, as the API has it. */
export interface Desk {
  readonly id: number;
  readonly number: number;
  readonly name: string;
}

/** Sends requests of one account; without an answer, such as where the mock is killed, there is undefined. */
export function createDeskClient(url: () => string, token: string) {
  async function send(method: string, path: string, body?: unknown): Promise<Answer | undefined> {
    try {
      const response = await fetch(new URL(path, url()), {
        method,
        headers: {
          authorization: token,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const headers: Record<string, string> = {};
      response.headers.forEach((value, name) => {
        headers[name] = value;
      });
      return { status: response.status, headers, body: text === '' ? undefined : JSON.parse(text) };
    } catch {
      return undefined;
    }
  }

  async function get<Body>(path: string): Promise<Body> {
    const answer = await send('GET', path);
    if (answer?.status !== 200) throw new Error(`GET ${path}: ${JSON.stringify(answer)}`);
    return answer.body as Body;
  }

  return {
    send,
    get,
    desks: () => get<Desk[]>('/desks'),
    version: async () => (await get<{ version: number }>('/_mock/accounts/me')).version,
  };
}

/** Sends requests of one account. */
export type DeskClient = ReturnType<typeof createDeskClient>;
