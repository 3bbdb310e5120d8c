import { _, type Ajv, type CodeKeywordDefinition } from 'ajv';

/**
 * Replaces `uniqueItems` of a validator by one that is quick about texts, numbers and truth values:
 * Ajv's own makes an object with a property an item, a tenth of the time of a request that adds
 * three identifiers. Where two items may be equal, Ajv's own finds and reports them.
 */
export function hastenUniqueItems(ajv: Ajv): void {
  const own = ajv.getKeyword('uniqueItems') as CodeKeywordDefinition;
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    ...own,
    // In its old place, so that mistakes keep their order.
    ...(ajv.getKeyword('maxContains') && { before: 'maxContains' }),
    code(context) {
      const differ = context.gen.scopeValue('func', { ref: areDifferentScalars });
      context.gen.if(_`!${differ}(${context.data})`, () => own.code(context));
    },
  });
}

function areDifferentScalars(list: readonly unknown[]): boolean {
  if (list.some((item) => typeof item === 'object')) return false;
  // Of a few it is faster to compare each with each.
  return list.length > 16
    ? new Set(list).size === list.length
    : list.every((item, i) => list.indexOf(item, i + 1) < 0);
}
