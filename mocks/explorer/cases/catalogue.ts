import { signal } from '@preact/signals';
import type { ShownCase, ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import { control } from '../data/control-client.ts';
import { startLending } from './identifiers.ts';

/** The catalogue of edge cases; undefined before it is there. */
export const catalogue = signal<ShownCatalogue | undefined>(undefined);

/** Why the catalogue is not there, in a sentence. */
export const catalogueFailure = signal('');

/** Reads the catalogue, as its file is now. */
export async function loadCatalogue(): Promise<void> {
  catalogueFailure.value = '';
  try {
    const loaded = await control<ShownCatalogue>('catalogue');
    startLending(loaded.identifiers);
    catalogue.value = loaded;
  } catch (error) {
    catalogueFailure.value = error instanceof Error ? error.message : String(error);
  }
}

/** The steps of a case in their order, each with its part in it. */
export function stepsOf({ given, request, then }: ShownCase) {
  return [
    ...given.map((step) => ({ role: 'given', step }) as const),
    { role: 'request', step: request } as const,
    ...then.map((step) => ({ role: 'then', step }) as const),
  ];
}
