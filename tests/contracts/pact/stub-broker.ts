import { serve } from './under-test.ts';

/** A pact that the stub has, and what it says about it. */
export interface StubPact {
  readonly consumer: string;
  readonly interactions: readonly object[];
  readonly version?: string;
  readonly pending?: boolean;
  readonly wip?: boolean;
  readonly notice?: string;
  /** Links that its resource has instead of the usual ones. */
  readonly links?: object;
}

/** What a stub does. */
export interface StubOptions {
  readonly provider?: string;
  readonly pacts?: readonly StubPact[];
  /** The only value of Authorization that it takes; any if there is none. */
  readonly authorization?: string;
  /** The address in its links, as of a broker behind a proxy; its own by default. */
  readonly address?: string;
  /** The statuses with which it fails, by method and the beginning of the path; at most so many times. */
  readonly failing?: readonly (readonly [start: string, status: number, times?: number])[];
}

/**
 * Serves the resources of a Pact Broker as it documents them: index, pacts for verification, pact,
 * provider, its branches, and verification results. It stands in for a real one, which tests cannot have.
 */
export async function serveBroker({
  provider = 'data-api',
  pacts = [],
  authorization,
  address,
  failing = [],
}: StubOptions = {}) {
  const failures = failing.map(([start, status, times = Number.POSITIVE_INFINITY]) => ({
    ...{ start, status },
    left: times,
  }));
  const server = await serve(({ method, path, headers }) => {
    if (authorization !== undefined && headers.authorization !== authorization) {
      return { status: 401, json: { error: { code: 'unauthorized' } } };
    }
    const call = `${method} ${path}`;
    const failure = failures.find(({ start, left }) => call.startsWith(start) && left > 0);
    if (failure !== undefined) {
      failure.left -= 1;
      return { status: failure.status, json: { errors: { selectors: ['unknown'] } } };
    }
    const json = resources(address ?? server.url).get(call);
    if (json !== undefined) return { status: 200, json };
    if (call.startsWith(`PUT /pacticipants/${provider}/branches/`))
      return { status: 201, json: {} };
    return /^POST .*\/verification-results$/.test(call)
      ? { status: 201, json: {} }
      : { status: 404, json: { error: 'The requested document was not found on this server.' } };
  });

  const resources = (base: string) => {
    const at = (i: number) =>
      `/pacts/provider/${provider}/consumer/${encodeURIComponent(pacts[i]?.consumer ?? '')}/pact-version/${i}`;
    return new Map<string, object>([
      [
        'GET /',
        {
          _links: {
            self: { href: base, templated: false },
            'pb:provider-pacts-for-verification': {
              href: `${base}/pacts/provider/{provider}/for-verification`,
              templated: true,
            },
          },
        },
      ],
      [
        // Pact's verifier reads it first, for its own link.
        `GET /pacts/provider/${provider}/for-verification`,
        { _links: { self: { href: `${base}/pacts/provider/${provider}/for-verification` } } },
      ],
      [
        `POST /pacts/provider/${provider}/for-verification`,
        {
          _embedded: {
            pacts: pacts.map(({ consumer, pending, wip, notice }, i) => ({
              shortDescription: 'latest',
              verificationProperties: {
                ...(pending !== undefined && { pending }),
                ...(wip !== undefined && { wip }),
                notices: [
                  { when: 'before_verification', text: 'It is the latest.' },
                  ...(notice ? [{ when: 'before_verification', text: notice }] : []),
                  { when: 'after_verification:success_true_published_true', text: 'Not pending.' },
                ],
              },
              _links: {
                self: {
                  href: `${base}${at(i)}/metadata/c3Y`,
                  name: `Pact between ${consumer} (${i}.0.0) and ${provider}`,
                },
              },
            })),
          },
        },
      ],
      ...pacts.map(({ consumer, interactions, version = '3.0.0', links }, i): [string, object] => [
        `GET ${at(i)}/metadata/c3Y`,
        {
          consumer: { name: consumer },
          provider: { name: provider },
          interactions,
          metadata: { pactSpecification: { version } },
          _links: links ?? {
            'pb:provider': { href: `${base}/pacticipants/${provider}` },
            'pb:publish-verification-results': { href: `${base}${at(i)}/verification-results` },
          },
        },
      ]),
      [
        `GET /pacticipants/${provider}`,
        {
          name: provider,
          _links: {
            'pb:branch-version': {
              href: `${base}/pacticipants/${provider}/branches/{branch}/versions/{version}`,
              templated: true,
            },
          },
        },
      ],
    ]);
  };

  const sent = (method: string) => server.requests.filter((one) => one.method === method);
  return {
    ...server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    sent,
    /** The results that were published, by the path of their pact. */
    published: () =>
      sent('POST')
        .filter(({ path }) => path.endsWith('/verification-results'))
        .map(({ path, json }) => ({ path, json })),
  };
}
