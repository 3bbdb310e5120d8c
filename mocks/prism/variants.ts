import { followReference, isObject, type JsonObject } from '../../spec/index.ts';

/** A variant of an operation, under a path of its own. */
interface VariantPath {
  readonly method: string;
  readonly template: string;
  readonly id: string;
}

/**
 * Adds a path for each variant (`x-variants`) of a document, since Prism knows one operation for a method
 * and path.
 * @returns the document, and what the added paths stand for
 */
export function withVariantPaths(document: object): {
  readonly document: object;
  readonly variants: ReadonlyMap<string, VariantPath>;
} {
  const { paths } = document as { paths?: unknown };
  const variants = new Map<string, VariantPath>();
  const added: JsonObject = {};
  for (const [template, written] of Object.entries(isObject(paths) ? paths : {})) {
    const item = isObject(written) ? followReference(document, written) : {};
    for (const [method, operation] of Object.entries(item)) {
      if (!isObject(operation) || !Array.isArray(operation['x-variants'])) continue;
      for (const variant of operation['x-variants'] as JsonObject[]) {
        const responses = { ...(operation.responses as object), ...(variant.responses ?? {}) };
        const { parameters, servers } = item;
        const id = String(variant.operationId);
        const path = `${template}#${id}`;
        variants.set(path, { method, template, id });
        added[path] = {
          ...(parameters === undefined ? {} : { parameters }),
          ...(servers === undefined ? {} : { servers }),
          [method]: { ...operation, ...variant, responses },
        };
      }
    }
  }
  const whole = { ...document, paths: { ...(isObject(paths) ? paths : {}), ...added } };
  return { document: variants.size === 0 ? document : whole, variants };
}
