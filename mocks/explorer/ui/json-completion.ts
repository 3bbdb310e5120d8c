import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { fieldsOf, nameOf, pathAt, valueIn } from './json-ranges.ts';

type Schema = Readonly<Record<string, unknown>>;

// While a name or value is typed, its options stay: recomputed at each letter, they would be
// unclickable for a moment.
const validFor = /^"?[\w-]*$/;

/** Completes field names and enumerated values from a JSON Schema. */
export function completeFrom(schema: Schema | undefined) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    const isText = node.name === 'PropertyName' || node.name === 'String';
    const word = isText ? node : context.matchBefore(/[\w-]*/);
    const object = closest(node, 'Object');
    if (schema === undefined || word === null || object === undefined) return null;
    const to = isText ? node.to : pos;
    if (node.name !== 'PropertyName' && isInValue(node)) {
      const options = valuesOf(schemaAt(schema, pathAt(node, state))).map(asValue);
      return options.length === 0
        ? null
        : { from: word.from, to, options, filter: false, validFor };
    }
    if (!context.explicit && word.from === to) return null;
    const own = isText ? nameOf(state, node) : undefined;
    const present = fieldsOf(state, object).filter((name) => name !== own);
    const { parent } = node;
    const hasValue = parent?.name === 'Property' && valueIn(parent) !== undefined;
    const options = Object.entries(propertiesOf(schemaAt(schema, pathAt(object, state))))
      .filter(([name]) => !present.includes(name))
      .map(([name, property]) => asField(name, property, hasValue));
    return options.length === 0 ? null : { from: word.from, to, options, validFor };
  };
}

function asValue(label: string): Completion {
  return { label, type: 'enum' };
}

function asField(name: string, property: Schema, hasValue: boolean): Completion {
  const label = JSON.stringify(name);
  const detail = [property.type ?? ''].flat().join(' or ');
  return { label, apply: hasValue ? label : `${label}: `, type: 'property', detail };
}

type Node = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>;

function isInValue(node: Node): boolean {
  const property = closest(node, 'Property');
  if (property === undefined) return false;
  const object = closest(node, 'Object');
  // An object within the value has fields of its own.
  return object === undefined || object.from < property.from;
}

function closest(node: Node, name: string): Node | undefined {
  for (let at: Node | null = node; at !== null; at = at.parent) if (at.name === name) return at;
  return undefined;
}

function schemaAt(schema: Schema, path: readonly string[]): Schema {
  return path.reduce<Schema>((at, step) => {
    const next = step === '*' ? at.items : propertiesOf(at)[step];
    return isSchema(next) ? next : {};
  }, schema);
}

// A composed schema has the fields of all its parts.
function propertiesOf(schema: Schema): Record<string, Schema> {
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((one) =>
    Array.isArray(one) ? one.filter(isSchema) : [],
  );
  const own = isSchema(schema.properties) ? schema.properties : {};
  return Object.assign({}, ...parts.map(propertiesOf), own);
}

function valuesOf(schema: Schema): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one));
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
