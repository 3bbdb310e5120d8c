import { readFileSync } from 'node:fs';
import module from 'node:module';
import { isObject, parseJson } from '../../spec/index.ts';

/** The version of the verifier, which is that of this package. */
export function verifierVersion(): string {
  const file = module.findPackageJSON(import.meta.url);
  const json = file === undefined ? undefined : parseJson(readFileSync(file, 'utf8'));
  return isObject(json) ? String(json.version) : 'unknown';
}
