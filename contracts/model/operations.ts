import { type Contract, type Operation, operationName } from '../../spec/index.ts';

/** Whether a provider may lack an operation, because only neighbouring pages mention it. */
export function isOptional({ pages }: Pick<Contract, 'pages'>, { source }: Operation): boolean {
  return pages.some(({ id, neighbour }) => id === source?.page && neighbour);
}

/** An operation as reports list it: a variant with its id, as others have its method and path. */
export function rowName(operation: Operation): string {
  const { id, variantOf } = operation;
  return operationName(operation) + (variantOf === undefined ? '' : ` (${id})`);
}
