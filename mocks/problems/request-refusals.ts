import { type Contract, isObject, matchPath, type Operation } from '../../spec/index.ts';
import { type Citations, sourceOf } from './citations.ts';
import { Refusal } from './problem.ts';
import { asSent } from './readings.ts';
import type { Place } from './texts/english.ts';
import type { Message } from './texts/message.ts';

/** Builds the responses 401, 404, 405 and 415. */
export function createRequestRefusals(contract: Contract, citations: Citations) {
  const schemes = contract.document.components?.securitySchemes ?? {};
  const schemeOf = ({ security }: Operation) => schemes[security[0]?.[0] ?? ''];
  const readingsOf = (effect: string, positions: readonly string[], ...parts: unknown[]) => {
    const doubt = citations.doubtOf(effect, ...parts);
    const takes = Object.fromEntries(positions.map((one) => [one, asSent]));
    return doubt === undefined ? [] : [{ doubt, effect, takes }];
  };
  const readingsOfMissing = (operation: Operation) => {
    if (operation.method === 'delete') {
      return readingsOf('missing-deletion', ['accepted'], operation);
    }
    return addsMissing(operation) ? readingsOf('missing-edit', ['added'], operation) : [];
  };
  return {
    /** 401: the request has no token. */
    unauthorized(operation: Operation): Refusal {
      const scheme = schemeOf(operation);
      const places = operation.security.map((all) => all.map((name) => placeOf(schemes[name])));
      return new Refusal('unauthorized', ({ request }) => request.sendToken(places), {
        doubt: citations.doubt('no-token', scheme, operation),
        readings: readingsOf('authorization', ['optional'], scheme, operation),
        source: citations.source(sourceOf(scheme) ?? operation.source),
      });
    },

    /** 401: a scheme goes before the token, or stands alone, and the contract names none. */
    tokenScheme(operation: Operation, hasToken: boolean): Refusal {
      const scheme = schemeOf(operation);
      const place = placeOf(scheme);
      const detail: Message = ({ request }) => request.schemeBeforeToken(place, hasToken);
      return new Refusal('token-scheme', detail, {
        hint: ({ request }) => request.tokenHint,
        doubt: citations.doubt('token-scheme', scheme, operation),
        readings: readingsOf('token-scheme', ['ignored', 'token'], scheme, operation),
        source: citations.source(sourceOf(scheme) ?? operation.source),
      });
    },

    /** 404: the account has no such resource. */
    missingResource(operation: Operation, path: string): Refusal {
      const isAdded = contract.resources.some(
        ({ actions, item }) => actions.add !== undefined && matchPath(item, path) !== undefined,
      );
      return new Refusal(
        'missing-resource',
        ({ request }) => request.missingResource(path, isAdded),
        {
          doubt: citations.doubt('missing-resource', operation),
          readings: readingsOfMissing(operation),
          source: citations.source(operation.source),
        },
      );
    },

    /** 405: no operation of the path has this method. */
    methodNotAllowed(operations: readonly Operation[], method: string): Refusal {
      const declared = operations.map((one) => one.method.toUpperCase());
      const served = declared.includes('GET') ? [...declared, 'HEAD'] : declared;
      const allow = [...new Set([...served, 'OPTIONS'])].join(', ');
      const doubt = citations.doubt(`method-${method.toLowerCase()}`, ...operations);
      const source = doubt === undefined ? undefined : citations.source(operations[0]?.source);
      const detail: Message = ({ request }) =>
        request.methodNotAllowed(
          `${operations[0]?.path}`,
          method.toUpperCase(),
          declared.join(', '),
        );
      return new Refusal('method-not-allowed', detail, { doubt, source }, { allow });
    },

    /** 415: the body is in no media type that the operation accepts. */
    unsupportedMediaType(operation: Operation, received: string | undefined): Refusal {
      const types = operation.request?.contents.map((content) => content.mediaType) ?? [];
      if (received && /^multipart\//i.test(received) && !/;\s*boundary=/i.test(received)) {
        return new Refusal('unsupported-media-type', ({ body }) => body.noBoundary(received));
      }
      const detail: Message = ({ body }) =>
        types.length === 0 ? body.noBodyTaken(received) : body.wrongMediaType(types, received);
      const response = operation.definition.responses?.['415'];
      return new Refusal('unsupported-media-type', detail, {
        source: citations.source(sourceOf(response)),
      });
    },
  };
}

/** Whether an edit says all of an item, so that a provider can add it. */
export function addsMissing({ method, variants, stored }: Operation): boolean {
  return method === 'put' && variants.length === 0 && stored === undefined;
}

function placeOf(scheme: unknown): Place {
  if (!isObject(scheme) || scheme.type !== 'apiKey') return { in: 'header', name: 'Authorization' };
  return { in: scheme.in as Place['in'], name: String(scheme.name) };
}
