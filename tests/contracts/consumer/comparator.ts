import { readFileSync } from 'node:fs';
import { Comparator } from '@pactflow/openapi-pact-comparator';
import { parse } from 'yaml';
import { ownContract } from '../../../spec/index.ts';

// The package's types use imports without extensions, which TypeScript does not resolve.
declare module '@pactflow/openapi-pact-comparator' {
  export class Comparator {
    constructor(options: { oas: object });
    compare(pact: object): AsyncGenerator<{
      type: 'error' | 'warning' | 'info';
      code: string;
      mockDetails?: { interactionDescription?: string | null };
    }>;
  }
}

/** Compares a pact with the contract. Returns errors, each as its code and the interaction. */
export async function errorsOf(pact: string): Promise<string[]> {
  const comparator = new Comparator({ oas: parse(readFileSync(ownContract, 'utf8')) });
  const errors: string[] = [];
  for await (const { type, code, mockDetails } of comparator.compare(JSON.parse(pact))) {
    if (type === 'error') errors.push(`${code}: ${mockDetails?.interactionDescription}`);
  }
  return errors;
}
