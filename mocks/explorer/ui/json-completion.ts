import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { findNodeAtLocation, getLocation, getNodeValue, parseTree } from 'jsonc-parser';
import { texts } from '../data/texts.ts';
import { propertiesOf, requiredIn, type Schema, schemaAt } from './schema-fields.ts';

// While a name or value is typed, its options stay: recomputed at each letter, they would be
// unclickable for a moment.
const validFor = /^"?[\p{L}\p{N}_-]*$/u;

/** A value to choose, and what people call it. */
export interface Choice {
  readonly value: unknown;
  readonly name: string;
}

/**
 * Finds the values to choose from at a place of a JSON text; undefined if any value will do.
 * @param value the whole text, as far as it can be read
 */
export type FindChoices = (
  path: readonly (string | number)[],
  value: unknown,
) => Promise<readonly Choice[]> | undefined;

/** Completes field names and enumerated values from a JSON Schema, and other values from choices. */
export function completeFrom(schema: Schema | undefined, choicesAt?: FindChoices) {
  return (
    context: CompletionContext,
  ): CompletionResult | null | Promise<CompletionResult | null> => {
    const { pos, explicit } = context;
    const text = context.state.doc.toString();
    const { path, previousNode, isAtPropertyKey } = getLocation(text, pos);
    const token = previousNode && previousNode.offset < pos ? previousNode : undefined;
    const end = token === undefined ? pos : token.offset + token.length;
    if (schema === undefined || path.length === 0 || pos > end) return null;
    const isQuoted = token?.type === 'property' || token?.type === 'string';
    const from = isQuoted ? token.offset : (context.matchBefore(/[\p{L}\p{N}_-]*/u)?.from ?? pos);
    const to = isQuoted ? end : pos;
    if (!isAtPropertyKey) {
      const options = valuesOf(schemaAt(schema, path)).map((label) => ({ label, type: 'enum' }));
      if (options.length > 0) return { from, to, options, filter: false, validFor };
      const root = parseTree(text);
      const choices = choicesAt?.(path, root && getNodeValue(root));
      return (
        choices?.then((found) => ({ from, to, options: found.map(choiceOption), validFor })) ?? null
      );
    }
    if (!explicit && from === to) return null;
    const root = parseTree(text);
    const object = root && findNodeAtLocation(root, path.slice(0, -1));
    const fields = object?.children ?? [];
    const current = fields.find(({ offset }) => offset === token?.offset);
    const others = fields.filter((one) => one !== current).map((one) => one.children?.[0]?.value);
    const parent = schemaAt(schema, path.slice(0, -1));
    const required = requiredIn(parent);
    const properties = Object.entries(propertiesOf(parent));
    const options = properties
      .filter(([name]) => !others.includes(name))
      .map(([name, property], i) => {
        const isRequired = required.includes(name);
        // The order of the document; the editor's own would be alphabetical.
        const boost = (isRequired ? 99 : 0) - (99 * i) / properties.length;
        const hasValue = current?.children?.[1] !== undefined;
        return { ...fieldOption(name, property, hasValue, isRequired), boost };
      })
      .sort((one, other) => other.boost - one.boost);
    return options.length === 0 ? null : { from, to, options, validFor };
  };
}

// Whoever types a part of the name finds the value, too.
function choiceOption({ value, name }: Choice): Completion {
  const text = JSON.stringify(value);
  return { label: `${text} ${name}`, displayLabel: text, apply: text, detail: name, type: 'enum' };
}

function fieldOption(
  name: string,
  property: Schema,
  hasValue: boolean,
  isRequired: boolean,
): Completion {
  const label = JSON.stringify(name);
  const types = [property.type ?? []].flat().join(' | ');
  const detail = [types, isRequired ? texts.value.answer.obligation.yes : '']
    .filter((part) => part !== '')
    .join(' · ');
  return { label, apply: hasValue ? label : `${label}: `, type: 'property', detail };
}

function valuesOf(schema: Schema): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one));
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}
