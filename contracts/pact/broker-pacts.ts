import { createRedaction, isObject, type JsonObject, Misuse } from '../../spec/index.ts';
import {
  askBroker,
  type Broker,
  BrokerFailure,
  type BrokerOptions,
  isLink,
  linkOf,
} from './broker.ts';
import { documentOf, type PactDocument } from './pact-sources.ts';

const relation = 'pb:provider-pacts-for-verification';

/**
 * Asks a Pact Broker for the pacts to verify.
 * @param provider the provider's name in the broker
 * @param options which pacts
 * @throws Misuse if the URL is no broker, or it does not know the provider or the selectors;
 * BrokerFailure if it fails, or has no such pact
 */
export async function fetchPacts(
  broker: Broker,
  provider: string,
  options: BrokerOptions,
): Promise<PactDocument[]> {
  const at = broker.url.href;
  const { pactUrl } = options;
  if (pactUrl !== undefined) {
    const shown = createRedaction(undefined).text(pactUrl);
    const remedy = 'correct --webhook-callback-url';
    if (!isLink(pactUrl)) throw new Misuse(`"${shown}" is not the URL of a pact; ${remedy}.`);
    const why = (status: number) =>
      new Misuse(`The Pact Broker at ${at} has no pact ${shown} (${status}); ${remedy}.`);
    return [await fetchPact(broker, { _links: { self: { href: pactUrl } } }, why)];
  }
  const isNone = (why: string) =>
    new Misuse(`There is no Pact Broker at ${at}: ${why}; correct --pact-broker.`);
  const noLink = `it answers without the link "${relation}"`;
  const index = await askBroker(broker, ['GET', at], (status) =>
    isNone(status < 300 ? noLink : `it returned ${status}`),
  );
  const template = linkOf(index, relation);
  if (template === undefined) throw isNone(noLink);
  const link = template.replaceAll('{provider}', encodeURIComponent(provider));
  const { _embedded: embedded } = await askBroker(
    broker,
    ['POST', link, JSON.stringify(selectionOf(options))],
    (status, json) => {
      if (status === 404) {
        return new Misuse(
          `The Pact Broker at ${at} has no provider "${provider}"; name it by --provider-name.`,
        );
      }
      if (status < 300) return undefined;
      const { token, password } = options;
      const known = createRedaction(undefined, [token, password]);
      const errors = isObject(json) ? known.text(JSON.stringify(json.errors ?? json)) : '';
      return new Misuse(
        `The Pact Broker at ${at} refuses to select pacts (${status}) ${errors}; correct what selects them.`,
      );
    },
  );
  const all = isObject(embedded) && Array.isArray(embedded.pacts) ? embedded.pacts : [];
  if (all.length === 0) {
    throw new BrokerFailure(
      `The Pact Broker at ${at} has no pact with "${provider}" that was asked for; see --consumer-version-selectors.`,
    );
  }
  const documents: PactDocument[] = [];
  for (const one of all.filter(isObject)) documents.push(await fetchPact(broker, one));
  return documents;
}

// As Pact writes it.
function selectionOf({ selectors, pending, wipSince, providerBranch }: BrokerOptions): JsonObject {
  return {
    consumerVersionSelectors: selectors ?? [],
    includePendingStatus: pending ?? false,
    ...(wipSince !== undefined && { includeWipPactsSince: wipSince }),
    ...(providerBranch !== undefined && { providerVersionBranch: providerBranch }),
  };
}

async function fetchPact(
  broker: Broker,
  listed: JsonObject,
  refused?: (status: number) => Error,
): Promise<PactDocument> {
  const link = linkOf(listed, 'self');
  if (link === undefined) {
    throw new BrokerFailure(`The Pact Broker at ${broker.url.href} lists a pact without a link.`);
  }
  const pact = await askBroker(broker, ['GET', link], refused);
  const { pending, wip, notices } = isObject(listed.verificationProperties)
    ? listed.verificationProperties
    : {};
  const all = Array.isArray(notices) ? notices.filter(isObject) : [];
  // The first says why the pact was chosen, the next one why it is pending.
  const notice = all.filter(({ when }) => when === 'before_verification').at(-1)?.text;
  const name = nameOf(listed) ?? nameOf(pact) ?? createRedaction(undefined).text(link);
  return {
    ...documentOf(name, pact),
    pending: pending === true || wip === true,
    ...(typeof notice === 'string' && { notice }),
  };
}

function nameOf({ _links: links }: JsonObject): string | undefined {
  const self = isObject(links) ? links.self : undefined;
  return isObject(self) && typeof self.name === 'string' ? self.name : undefined;
}
