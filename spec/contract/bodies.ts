import { dereference, isObject, type JsonObject, resolve } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { type SourceReference, sourceReferences } from '../evidence/sources.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import type { Content, Example, Operation, Response } from './contract.ts';
import { factorChoices } from './factor-choices.ts';

/** Reads the body that an operation is sent. */
export function readRequest(file: YamlFile, written: unknown, at: string): Operation['request'] {
  if (written === undefined) return undefined;
  const { value, pointer } = resolve(file, written, at);
  const body = isObject(value) ? value : {};
  return { required: body.required === true, contents: readContents(file, body.content, pointer) };
}

/** Reads one of the responses of an operation. */
export function readResponse(
  file: YamlFile,
  status: string,
  written: unknown,
  at: string,
): Response {
  const { value, pointer } = resolve(file, written, at);
  const response = isObject(value) ? value : {};
  return {
    status,
    description: String(response.description ?? ''),
    contents: readContents(file, response.content, pointer),
    doubts: doubtsOf(response),
  };
}

/** Reads the media types of a body. */
export function readContents(file: YamlFile, content: unknown, at: string): Content[] {
  return entries(content).map(([mediaType, written]) => {
    const pointer = at + formatPointer(['content', mediaType]);
    const media = isObject(written) ? written : {};
    const examples = readExamples(file, media.examples, pointer);
    if (media.example !== undefined) {
      const whole = { name: 'example', source: undefined, pointer: `${pointer}/example` };
      examples.push({ ...whole, value: media.example });
    }
    return { mediaType, schema: schemaIn(file, media, pointer), examples, pointer };
  });
}

/** Reads the named examples of a media type or a parameter. */
export function readExamples(file: YamlFile, examples: unknown, at: string): Example[] {
  return entries(examples).flatMap(([name, written]) => {
    const { value, pointer } = resolve(file, written, `${at}/examples${formatPointer([name])}`);
    if (!isObject(value) || !('value' in value)) return [];
    const source: SourceReference | undefined = sourceReferences(value['x-source'])[0];
    return [{ name, value: value.value, source, pointer: `${pointer}/value` }];
  });
}

/** Reads the schema of a parameter, or of a body in one media type. */
export function schemaIn(file: YamlFile, holder: JsonObject, at: string): JsonObject | undefined {
  const schema = dereference(file, holder.schema, `${at}/schema`);
  return isObject(schema) ? factorChoices(schema) : undefined;
}

/** Returns the doubts that a part of the document names in its `x-doubt`. */
export function doubtsOf(part: JsonObject | undefined): string[] {
  const doubts = part?.['x-doubt'];
  return Array.isArray(doubts) ? doubts.map(String) : [];
}

/** The entries of an object; none of anything else. */
export function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
