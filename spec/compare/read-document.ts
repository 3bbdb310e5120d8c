import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject } from '../document/references.ts';

/** A document that cannot be compared; the message says why and what to do. */
export class Unreadable extends Error {}

/**
 * Reads a version of a document: a file, or one in Git, such as `v1.0.0:spec/openapi.yaml`.
 * @throws Unreadable if it does not exist or is not an OpenAPI document
 */
export function readDocument(name: string): object {
  let value: unknown;
  try {
    value = parse(textOf(name));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    throw new Unreadable(`${name} is not YAML: ${line}`);
  }
  if (isObject(value) && typeof value.openapi === 'string') return value;
  throw new Unreadable(`${name} is not an OpenAPI document; it must start with openapi: 3.1.0.`);
}

function textOf(name: string): string {
  if (existsSync(name)) return readFileSync(name, 'utf8');
  try {
    return execFileSync('git', ['show', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch {
    throw new Unreadable(
      `There is no ${name}; name a file, or a version in Git such as v1.0.0:spec/openapi.yaml.`,
    );
  }
}
