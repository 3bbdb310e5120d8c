// Verifies a pact that was exported by the explorer:  node verify-export.mjs PACT PROVIDER TOKEN
import { Verifier } from '@pact-foundation/pact';

const [pact = '', provider = '', token = ''] = process.argv.slice(2);

await new Verifier({
  providerBaseUrl: provider,
  pactUrls: [pact],
  logLevel: 'error',
  // The account under test, in place of the one that the exchanges were of.
  /** @param {{ headers: Record<string, string> }} request @param {unknown} _response @param {() => void} next */
  requestFilter: (request, _response, next) => {
    if (request.headers.authorization !== undefined) request.headers.authorization = token;
    next();
  },
  stateHandlers: {
    /** @param {any} parameters */
    'an account that holds these items': async ({ items }) => {
      const response = await fetch(`${provider}/_mock/accounts/me/snapshot`, {
        method: 'PUT',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify(items),
      });
      if (!response.ok) throw new Error(await response.text());
    },
  },
}).verifyProvider();
