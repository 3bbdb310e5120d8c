import { existsSync } from 'node:fs';
import { dirname, relative, resolve as resolvePath } from 'node:path';
import isSafe from 'safe-regex2';
import { formatPointer } from '../shared/json-pointer.ts';
import { patternFault } from '../shared/pattern.ts';
import { decodePercent } from '../shared/text.ts';
import { convertOlder } from './older-version.ts';
import { exampleKeys, isObject, type JsonObject, objectsIn } from './references.ts';
import { readYamlFile, type YamlFile, yamlFile } from './yaml-file.ts';

/** An OpenAPI document as one value in the form of OpenAPI 3.1, and the files that it stands in. */
export interface OpenApiFile {
  readonly file: YamlFile;
  readonly files: readonly string[];
}

/**
 * Reads an OpenAPI 3.1, 3.0 or 2.0 document: what stands in other files is brought in, and an older
 * version is converted. A line is that of the file as it was written, or of its nearest part there.
 * @throws ContractDefect for what is no OpenAPI document, or a file that cannot be read
 */
export async function readOpenApi(path: string): Promise<OpenApiFile> {
  const written = readYamlFile(path);
  const version = versionOf(written);
  const files = await bundle(written);
  const isOld = version.startsWith('2') || version.startsWith('3.0');
  const value = isOld ? await convertOlder(written.value as JsonObject) : written.value;
  const locate = (pointer: string) =>
    written.locate(isOld ? pointerBefore(pointer, version) : pointer);
  const file = yamlFile(path, value, locate, written.isBuilt);
  if (!file.isBuilt) checkKeywords(file);
  return { file, files };
}

/** Returns a path relative to the folder that the command runs in, as messages name it. */
export function relativeToHere(path: string): string {
  const short = relative(process.cwd(), resolvePath(path));
  return short.startsWith('..') ? resolvePath(path) : short;
}

function versionOf(file: YamlFile): string {
  const { openapi, swagger } = isObject(file.value) ? file.value : {};
  const version = openapi ?? swagger;
  if (/^(2|3\.\d)/.test(String(version))) return String(version);
  throw file.defect(
    '/openapi',
    version === undefined ? 'this is not an OpenAPI document' : `this is OpenAPI ${version}`,
    'give an OpenAPI 3.1, 3.0 or 2.0 document (openapi: 3.1.0)',
  );
}

/** Brings what other files hold into a document, and returns the names of all its files. */
async function bundle(file: YamlFile): Promise<string[]> {
  let leadsOut = false;
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    const ref = object.$ref;
    if (typeof ref !== 'string' || ref.startsWith('#')) continue;
    leadsOut = true;
    const [name = ''] = ref.split('#');
    const isFile = !/^[a-z][a-z\d+.-]+:/i.test(name);
    if (!isFile || existsSync(resolvePath(dirname(file.file), decodePercent(name)))) continue;
    throw file.defect(
      `${pointer}/$ref`,
      `the reference ${ref} leads nowhere, there is no such file`,
      'correct the reference or add the file',
    );
  }
  if (!leadsOut) return [file.file];
  const { default: ReferenceParser } = await import('@stoplight/json-schema-ref-parser');
  const parser = new ReferenceParser();
  try {
    await parser.bundle(resolvePath(file.file), file.value as object, {});
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw file.defect('', `a reference to another file cannot be followed (${why})`, 'correct it');
  }
  const others = parser.$refs.paths('file').map(relativeToHere);
  return [...new Set([file.file, ...others])];
}

const placesInTwo: Record<string, string> = {
  schemas: '/definitions',
  parameters: '/parameters',
  requestBodies: '/parameters',
  responses: '/responses',
  securitySchemes: '/securityDefinitions',
};

/** Where an older version has what stands at a pointer in OpenAPI 3.1. */
function pointerBefore(pointer: string, version: string): string {
  if (!version.startsWith('2')) return pointer.replace('/examples/default/value', '/example');
  return pointer
    .replace(/^\/components\/([^/]+)/, (whole, name: string) => placesInTwo[name] ?? whole)
    .replace(/(\/requestBody)?\/content\/[^/]+/, '');
}

/** Reports patterns that cannot be used, and drops `nullable` where it has no type to act on. */
function checkKeywords(file: YamlFile): void {
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    const { nullable, pattern, patternProperties, type } = object;
    // OpenAPI 3.1 does not know the word, but Ajv does.
    if (typeof nullable === 'boolean' && (type === undefined || !nullable)) delete object.nullable;
    if (typeof pattern === 'string') checkPattern(file, pattern, `${pointer}/pattern`);
    for (const key of Object.keys(isObject(patternProperties) ? patternProperties : {})) {
      checkPattern(file, key, pointer + formatPointer(['patternProperties', key]));
    }
  }
}

function checkPattern(file: YamlFile, pattern: string, pointer: string): void {
  const fault = patternFault(pattern);
  if (fault !== undefined) {
    file.warn(pointer, `this schema does not compile (${fault})`, 'correct it');
  } else if (!isSafe(pattern, { limit: 1000 })) {
    file.warn(
      pointer,
      `the pattern ${pattern} repeats a repetition, and a hostile text can keep the mock busy for hours`,
      'rewrite it with one repetition',
    );
  }
}
