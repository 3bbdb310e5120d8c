import { parsePointer, pointerOf, valueAt } from '../shared/json-pointer.ts';
import { exampleKeys, isObject, type JsonObject, objectsIn } from './references.ts';

/** Converts an OpenAPI 3.0 or 2.0 document to 3.1, and keeps what the converter would lose. */
export async function convertOlder(document: JsonObject): Promise<unknown> {
  for (const { object, pointer } of objectsIn(document, exampleKeys)) {
    prepare(object, pointer);
  }
  if ('swagger' in document) moveShared(document);
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

// The conversion moves what stands in paths, and does not follow references to it, which bundling makes.
function moveShared(document: JsonObject): void {
  const moved = new Map<string, string>();
  for (const { object } of objectsIn(document, exampleKeys)) {
    const { $ref } = object;
    if (typeof $ref !== 'string' || !$ref.startsWith('#/paths/')) continue;
    const pointer = pointerOf($ref);
    const section = /\/(parameters|responses)\/[^/]+$/.exec(pointer)?.[1] ?? 'definitions';
    const name = `shared-${moved.size + 1}`;
    const target = valueAt(document, pointer);
    if (!moved.has($ref) && target !== undefined) {
      document[section] = { ...(document[section] as object), [name]: target };
      moved.set($ref, `#/${section}/${name}`);
    }
    object.$ref = moved.get($ref) ?? $ref;
  }
}
