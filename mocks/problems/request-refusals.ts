import { type Contract, isObject, matchPath, type Operation } from '../../spec/index.ts';
import { type Citations, sourceOf } from './citations.ts';
import { Refusal } from './problem.ts';

/** Builds the responses 401, 404, 405 and 415. */
export function createRequestRefusals(contract: Contract, citations: Citations) {
  const schemes = contract.document.components?.securitySchemes ?? {};
  const schemeOf = ({ security }: Operation) => schemes[security[0]?.[0] ?? ''];
  return {
    /** 401: the request has no token. */
    unauthorized(operation: Operation): Refusal {
      const scheme = schemeOf(operation);
      const places = operation.security.map((all) =>
        all.map((name) => placeOf(schemes[name])).join(' and the '),
      );
      const detail = `Send the account's token in the ${[...new Set(places)].join(' or the ')}.`;
      return new Refusal('unauthorized', detail, {
        doubt: citations.doubt('no-token', scheme, operation),
        source: citations.source(sourceOf(scheme) ?? operation.source),
      });
    },

    /** 401: a scheme goes before the token, or stands alone, and the contract names none. */
    tokenScheme(operation: Operation, hasToken: boolean): Refusal {
      const scheme = schemeOf(operation);
      const place = placeOf(scheme);
      const what = hasToken ? 'before the token' : 'and no token';
      const detail = `The ${place} has Bearer ${what}; send the token without Bearer.`;
      return new Refusal('token-scheme', detail, {
        hint: 'Authorization: <token>',
        doubt: citations.doubt('token-scheme', scheme, operation),
        source: citations.source(sourceOf(scheme) ?? operation.source),
      });
    },

    /** 404: the account has no such resource. */
    missingResource(operation: Operation, path: string): Refusal {
      const isAdded = contract.resources.some(
        ({ actions, item }) => actions.add !== undefined && matchPath(item, path) !== undefined,
      );
      const remedy = isAdded ? 'add it first, or use one that exists' : 'use one that exists';
      const detail = `This account has no ${path}; ${remedy}.`;
      return new Refusal('missing-resource', detail, {
        doubt: citations.doubt('missing-resource', operation),
        source: citations.source(operation.source),
      });
    },

    /** 405: no operation of the path has this method. */
    methodNotAllowed(operations: readonly Operation[], method: string): Refusal {
      const declared = operations.map((one) => one.method.toUpperCase());
      const served = declared.includes('GET') ? [...declared, 'HEAD'] : declared;
      const allow = [...new Set([...served, 'OPTIONS'])].join(', ');
      const doubt = citations.doubt(`method-${method.toLowerCase()}`, ...operations);
      const source = doubt === undefined ? undefined : citations.source(operations[0]?.source);
      const detail = `${operations[0]?.path} has no ${method.toUpperCase()}; it has ${declared.join(', ')}.`;
      return new Refusal('method-not-allowed', detail, { doubt, source }, { allow });
    },

    /** 415: the body is in no media type that the operation accepts. */
    unsupportedMediaType(operation: Operation, received: string | undefined): Refusal {
      const types = operation.request?.contents.map((content) => content.mediaType) ?? [];
      const sent = received === undefined ? 'no Content-Type' : `Content-Type: ${received}`;
      if (received && /^multipart\//i.test(received) && !/;\s*boundary=/i.test(received)) {
        const message = `The Content-Type ${received} has no boundary; add the one that separates the parts, or let the client write the header.`;
        return new Refusal('unsupported-media-type', message);
      }
      const detail =
        types.length === 0
          ? `This operation takes no body, but the request has one with ${sent}; send none.`
          : `The body must be ${types.join(' or ')} in UTF-8, but the request has ${sent}.`;
      const response = operation.definition.responses?.['415'];
      return new Refusal('unsupported-media-type', detail, {
        source: citations.source(sourceOf(response)),
      });
    },
  };
}

function placeOf(scheme: unknown): string {
  if (!isObject(scheme) || scheme.type !== 'apiKey') return 'header Authorization';
  return `${scheme.in === 'query' ? 'query parameter' : scheme.in} ${scheme.name}`;
}
