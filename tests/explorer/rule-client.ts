/** The collection of the rules. */
export const melodies = '/melodies/personal';

/** A client that sends requests with a token. */
export function createRuleClient(url: string, token: string) {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: response.status === 204 ? undefined : await response.json(),
    };
  };
  const add = (...numbers: number[]) =>
    send('POST', melodies, { number_capacity_ids: numbers, source_type: 'system', media_id: 1 });
  return { send, add };
}
