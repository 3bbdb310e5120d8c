import { parsePointer } from '../shared/json-pointer.ts';
import { exampleKeys, isObject, type JsonObject, objectsIn } from './references.ts';

/** Converts an OpenAPI 3.0 or 2.0 document to 3.1, and keeps what the converter would lose. */
export async function convertOlder(document: JsonObject): Promise<unknown> {
  for (const { object, pointer } of objectsIn(document, exampleKeys)) {
    prepare(object, pointer);
  }
  // Loaded when it is needed: most documents do not need it.
  const { upgrade } = await import('@scalar/openapi-upgrader');
  const converted = upgrade(document, '3.1');
  for (const { object } of objectsIn(converted, exampleKeys)) {
    if (object.contentEncoding !== 'base64') continue;
    // The older versions know `format: byte` alone, which validators check, unlike an encoding.
    object.format = 'byte';
    delete object.contentEncoding;
  }
  return converted;
}

function prepare(object: JsonObject, pointer: string): void {
  const { example, examples } = object;
  // The converter would let `example` replace all others; properties may have such names, too.
  if (
    example !== undefined &&
    isObject(examples) &&
    parsePointer(pointer).at(-1) !== 'properties'
  ) {
    object.examples = { default: { value: example }, ...examples };
    delete object.example;
  }
  // In a form of OpenAPI 2.0 an empty value has to be allowed; OpenAPI 3.1 has no such word there.
  if (object.in === 'formData' && object.allowEmptyValue === false) object.minLength ??= 1;
}
