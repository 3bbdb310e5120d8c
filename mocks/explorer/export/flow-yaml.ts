import { isObject } from '../../../spec/shared/json.ts';

/** A JSON value in the flow style of YAML, such as `{ path: { id: "{rule.1}" } }`. */
export function toFlowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toFlowYaml).join(', ')}]`;
  // A number that is kept as written is an object, too.
  if (!isObject(value) || JSON.stringify(value)?.[0] !== '{') return JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  if (parts.length === 0) return '{}';
  const fields = parts.map(([name, part]) => `${keyOf(name)}: ${toFlowYaml(part)}`);
  return `{ ${fields.join(', ')} }`;
}

// Words such as `true` are no texts in YAML, unless they are quoted.
function keyOf(name: string): string {
  const isPlain =
    /^[a-z][a-z0-9_-]*$/i.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}
