import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import { isObject } from '../../../spec/shared/json.ts';

type Schema = Readonly<Record<string, unknown>>;

// While a name or value is typed, its options stay: recomputed at each letter, they would be
// unclickable for a moment.
const validFor = /^"?[\w-]*$/;

/** Completes field names and enumerated values from a JSON Schema. */
export function completeFrom(schema: Schema | undefined) {
  return (context: CompletionContext): CompletionResult | null => {
    const { pos, explicit } = context;
    const text = context.state.doc.toString();
    const { path, previousNode, isAtPropertyKey } = getLocation(text, pos);
    const token = previousNode && previousNode.offset < pos ? previousNode : undefined;
    const end = token === undefined ? pos : token.offset + token.length;
    if (schema === undefined || path.length === 0 || pos > end) return null;
    const isQuoted = token?.type === 'property' || token?.type === 'string';
    const from = isQuoted ? token.offset : (context.matchBefore(/[\w-]*/)?.from ?? pos);
    const to = isQuoted ? end : pos;
    if (!isAtPropertyKey) {
      const options = valuesOf(schemaAt(schema, path)).map((label) => ({ label, type: 'enum' }));
      return options.length === 0 ? null : { from, to, options, filter: false, validFor };
    }
    if (!explicit && from === to) return null;
    const root = parseTree(text);
    const object = root && findNodeAtLocation(root, path.slice(0, -1));
    const fields = object?.children ?? [];
    const current = fields.find(({ offset }) => offset === token?.offset);
    const others = fields.filter((one) => one !== current).map((one) => one.children?.[0]?.value);
    const options = Object.entries(propertiesOf(schemaAt(schema, path.slice(0, -1))))
      .filter(([name]) => !others.includes(name))
      .map(([name, property]) => fieldOption(name, property, current?.children?.[1] !== undefined));
    return options.length === 0 ? null : { from, to, options, validFor };
  };
}

function fieldOption(name: string, property: Schema, hasValue: boolean): Completion {
  const label = JSON.stringify(name);
  const detail = [property.type ?? ''].flat().join(' or ');
  return { label, apply: hasValue ? label : `${label}: `, type: 'property', detail };
}

function schemaAt(schema: Schema, path: readonly (string | number)[]): Schema {
  return path.reduce<Schema>((at, step) => {
    const next = typeof step === 'number' ? at.items : propertiesOf(at)[step];
    return isObject(next) ? next : {};
  }, schema);
}

// A composed schema has the fields of all its parts.
function propertiesOf(schema: Schema): Record<string, Schema> {
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((one) =>
    Array.isArray(one) ? one.filter(isObject) : [],
  );
  const own = isObject(schema.properties) ? schema.properties : {};
  return Object.assign({}, ...parts.map(propertiesOf), own);
}

function valuesOf(schema: Schema): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one));
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}
