import { followReference, isObject, type JsonObject } from '../../spec/index.ts';

/** A document with one variant of an operation in the place of the operation, and nothing else. */
export interface VariantDocument {
  readonly document: object;
  readonly method: string;
  readonly template: string;
  readonly id: string;
}

/** Makes a document of each variant (`x-variants`) that a document has, since Prism knows none. */
export function variantDocuments(document: object): VariantDocument[] {
  const { paths } = document as { paths?: unknown };
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([template, written]) => {
    const item = isObject(written) ? followReference(document, written) : {};
    return Object.entries(item).flatMap(([method, operation]) => {
      if (!isObject(operation) || !Array.isArray(operation['x-variants'])) return [];
      const variants: JsonObject[] = operation['x-variants'];
      return variants.map((variant) => {
        const responses = { ...(operation.responses as object), ...(variant.responses ?? {}) };
        const alone: JsonObject = { ...item, [method]: { ...operation, ...variant, responses } };
        for (const other of Object.keys(alone)) {
          const isOther = isObject(alone[other]) && 'responses' in alone[other];
          if (isOther && other !== method) delete alone[other];
        }
        const id = String(variant.operationId);
        return { document: { ...document, paths: { [template]: alone } }, method, template, id };
      });
    });
  });
}
