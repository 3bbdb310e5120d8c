import { redacted } from '../../../spec/shared/redacted.ts';
import type { ExportedRequest } from './exported-request.ts';
import { maskedFields, splitMasked, variableOf } from './masked-text.ts';

/**
 * JavaScript that sends a request, for Node.js and for the console of a browser. A secret token and what is masked
 * it takes from the environment, or asks for.
 */
export function toFetch(request: ExportedRequest): string {
  const { method, base, path, headers, body, tokenHeader, tokenParameter, token } = request;
  const lines = Object.entries(headers).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${code(value, name)},`,
  );
  if (tokenHeader !== undefined) lines.unshift(`    ${JSON.stringify(tokenHeader)}: token,`);
  const hasToken = tokenHeader !== undefined || tokenParameter !== undefined;
  return [
    ...(!hasToken
      ? []
      : token === undefined
        ? demand('token', 'TOKEN', 'the token of the account')
        : [`const token = ${JSON.stringify(token)};`]),
    ...maskedFields(request).flatMap((field) =>
      demand(variableOf(field), variableOf(field), `the value of ${field}, which is masked`),
    ),
    `const response = await fetch(${code(base + path, 'path', true)}, {`,
    `  method: ${JSON.stringify(method)},`,
    ...(lines.length === 0 ? [] : ['  headers: {', ...lines, '  },']),
    ...(body === undefined ? [] : [`  body: ${bodyCode(body)},`]),
    '});',
    'console.log(response.status, await response.text());',
    '',
  ].join('\n');

  // A text as an expression; variables stand for what is masked.
  function code(text: string, whole: string, isUrl = false): string {
    const { literals, fields } = splitMasked(text, whole);
    const parts = literals.flatMap((literal, i) => {
      const field = fields[i];
      const own = literal === '' && literals.length > 1 ? [] : [JSON.stringify(literal)];
      if (field === undefined) return own;
      const name = field === tokenParameter ? 'token' : variableOf(field);
      return [...own, isUrl ? `encodeURIComponent(${name})` : name];
    });
    return parts.join(' + ');
  }

  // An object literal is easier to edit, but would turn a number such as 1.0 into another one.
  function bodyCode(text: string): string {
    try {
      const value: unknown = JSON.parse(text);
      const compact = text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
      // In a literal, `__proto__` is no field.
      const isLiteral = typeof value === 'object' && !text.includes('"__proto__"');
      if (isLiteral && JSON.stringify(value) === compact) {
        const literal = JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
        return `JSON.stringify(${withVariables(literal)})`;
      }
    } catch {
      // Not JSON: send the text.
    }
    return code(text, 'body');
  }

  function withVariables(literal: string): string {
    return literal.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text, at: number) => {
      if (!text.includes(redacted)) return text;
      const before = literal.slice(0, at);
      const { fields } = splitMasked(before.replaceAll(redacted, '') + redacted, 'body');
      const name = variableOf(fields[0] ?? 'body');
      const around = (JSON.parse(text) as string).split(redacted);
      const parts = around.flatMap((part, i) => [
        ...(part === '' ? [] : [JSON.stringify(part)]),
        ...(i < around.length - 1 ? [name] : []),
      ]);
      return parts.join(' + ');
    });
  }
}

function demand(constant: string, variable: string, what: string): string[] {
  const ask = JSON.stringify(`${variable}: ${what}`);
  return [
    `const ${constant} = globalThis.process?.env.${variable} ?? globalThis.prompt?.(${ask});`,
    `if (!${constant}) throw new Error(${JSON.stringify(`Set ${variable} to ${what}.`)});`,
  ];
}
