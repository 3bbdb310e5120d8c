/** The path of the rules. */
export const path = '/melodies/personal';
const headers = { Authorization: 'any', 'Content-Type': 'application/json' };
/** A rule in a response. */
export const rule = { source_type: 'system', media_id: 50, id: 1 };
/** A pact with one interaction; without a body it is a GET. */
export function pactOf(request: object, response: object, version = '2.0.0', more: object = {}) {
  return {
    consumer: { name: 'fax' },
    provider: { name: 'api' },
    metadata: { pactSpecification: { version } },
    interactions: [
      {
        description: 'one',
        request: { method: 'body' in request ? 'POST' : 'GET', path, headers, ...request },
        response: { status: 200, ...response },
        ...more,
      },
    ],
  };
}
