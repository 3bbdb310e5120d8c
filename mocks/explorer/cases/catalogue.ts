import { signal } from '@preact/signals';
import type { ShownCase, ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import { control, messageOf } from '../data/control-client.ts';
import { addTestDataDefaults } from './test-data.ts';

/** The catalogue of edge cases; undefined until it is loaded. */
export const catalogue = signal<ShownCatalogue | undefined>(undefined);

/** Why the catalogue could not be loaded; empty where it could. */
export const catalogueFailure = signal('');

/** Loads the catalogue from its file. */
export async function loadCatalogue(): Promise<void> {
  catalogueFailure.value = '';
  try {
    const loaded = await control<ShownCatalogue>('catalogue');
    addTestDataDefaults(loaded.identifiers);
    catalogue.value = loaded;
  } catch (error) {
    catalogueFailure.value = messageOf(error);
  }
}

/** The steps of a case in order, each with its role. */
export function stepsOf({ given, request, then }: ShownCase) {
  return [
    ...given.map((step) => ({ role: 'given', step }) as const),
    { role: 'request', step: request } as const,
    ...then.map((step) => ({ role: 'then', step }) as const),
  ];
}
