import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { fieldsOf, pathAt } from './json-ranges.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Completes the names of fields, and values of which there are only some, from a schema. */
export function completeFrom(schema: Schema | undefined) {
  return (context: CompletionContext): CompletionResult | null => {
    if (schema === undefined) return null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    const word = context.matchBefore(/"?[\w-]*/);
    const from = node.name === 'PropertyName' || node.name === 'String' ? node.from : word?.from;
    if (from === undefined) return null;
    const to = node.name === 'PropertyName' || node.name === 'String' ? node.to : context.pos;
    const inValue = node.name !== 'PropertyName' && hasName(node);
    const object = closest(node, 'Object');
    if (inValue) {
      const at = schemaAt(schema, pathAt(node, context.state));
      const options = valuesOf(at).map((label): Completion => ({ label, type: 'enum' }));
      return options.length === 0 ? null : { from, to, options, filter: false };
    }
    if (object === undefined || (!context.explicit && word?.text === '')) return null;
    const above = schemaAt(schema, pathAt(object, context.state));
    const present = fieldsOf(context.state, object);
    const named = node.name === 'PropertyName' && node.nextSibling !== null;
    const options = Object.entries(propertiesOf(above))
      .filter(([name]) => !present.includes(name) || node.name === 'PropertyName')
      .map(
        ([name, property]): Completion => ({
          label: `"${name}"`,
          apply: named ? `"${name}"` : `"${name}": `,
          type: 'property',
          detail: typeWords(property),
        }),
      );
    return options.length === 0 ? null : { from, to, options };
  };
}

type Node = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>;

function hasName(node: Node): boolean {
  const property = closest(node, 'Property');
  if (property === undefined) return false;
  const object = closest(node, 'Object');
  // What stands in an object within the value has names of its own.
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

// A schema may be put together of several, each with some of the fields.
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

function typeWords(schema: Schema): string {
  return [schema.type ?? ''].flat().join(' or ');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
