import type { Contract, Operation } from '../../spec/index.ts';

/** Whether a provider may lack an operation, because only neighbouring pages mention it. */
export function isOptional({ pages }: Pick<Contract, 'pages'>, { source }: Operation): boolean {
  return pages.some(({ id, neighbour }) => id === source?.page && neighbour);
}
